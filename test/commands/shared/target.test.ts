import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commands } from '../../../src/commands/index.ts';
import { accountCandidate } from '../../../src/commands/shared/candidates.ts';
import {
  findTargets,
  matching,
  narrowToOwners,
  shortestReference,
} from '../../../src/commands/shared/target.ts';
import { renderLine } from '../../../src/core/command-line/line.ts';
import { parseRequest } from '../../../src/engine/answer/request.ts';
import { account, fakeSource } from '../../fakes/books.ts';

const source = (operator: string, id: string) => {
  return fakeSource({ operator: { id: operator, name: `${operator} Ltd` }, id, answers: {} });
};
const sources = [source('north', 'main'), source('north', 'spare'), source('south', 'main')];
const [first] = sources;

describe('narrow', () => {
  it.each([
    ['north', ['north main', 'north spare'], undefined],
    ['NORTH ltd', ['north main', 'north spare'], undefined],
    ['spare', ['north spare'], undefined],
    ['south main', ['south main'], undefined],
    ['main south 6789', ['south main'], '6789'],
    ['6789 spare', ['north spare'], '6789'],
    ['user@upi', ['north main', 'north spare', 'south main'], 'user@upi'],
    ['spare south', ['north spare'], 'south'],
  ])('reads %j', (typed, places, rest) => {
    const scope = narrowToOwners(sources, typed);
    expect(scope.sources.map(({ operator, connection }) => `${operator.id} ${connection.id}`)).toEqual(
      places,
    );
    expect(scope.rest).toBe(rest);
  });
});

describe('find', () => {
  it('finds an account that is called like a connection and more', () => {
    if (first === undefined) throw new Error('no source');
    const candidates = ['Main Street', 'Side Street'].map((name) => {
      return accountCandidate({ source: first, account: account(name) });
    });
    expect(findTargets(narrowToOwners(sources, 'Main Street'), candidates)).toMatchObject({
      kind: 'matched',
      candidates: [{ names: ['Main Street'] }],
    });
  });

  it('takes a part of an operator name for that operator', () => {
    expect(findTargets(narrowToOwners(sources, 'sout'), [])).toMatchObject({
      kind: 'all',
      sources: [{ operator: { id: 'south' } }],
    });
  });

  it('finds nothing by one letter or digit', () => {
    if (first === undefined) throw new Error('no source');
    const candidates = [accountCandidate({ source: first, account: account('shop', { number: '123456' }) })];
    expect(matching('6', candidates)).toEqual([]);
    expect(matching('s', candidates)).toEqual([]);
    expect(matching('56', candidates)).toHaveLength(1);
  });
});

describe('referTo', () => {
  const named = fc.record({
    name: fc.oneof(
      fc.string({ minLength: 1, maxLength: 20 }),
      fc.constantFrom('active', 'INR', 'today', 'Shop "A"'),
    ),
    upi: fc.option(fc.stringMatching(/^[a-z0-9.]{1,8}@[a-z]{2,5}$/), { nil: undefined }),
    number: fc.option(fc.stringMatching(/^\d{9,18}$/), { nil: undefined }),
    place: fc.nat({ max: sources.length - 1 }),
  });

  it('makes lines that lead back to the one account, and hold no whole number', () => {
    fc.assert(
      fc.property(fc.array(named, { minLength: 1, maxLength: 12 }), (accounts) => {
        const candidates = accounts.flatMap(({ name, upi, number, place }) => {
          const at = sources[place];
          if (at === undefined) return [];
          const more = { ...(upi !== undefined && { upi }), ...(number !== undefined && { number }) };
          return [accountCandidate({ source: at, account: account(name, more) })];
        });
        for (const candidate of candidates) {
          const words = shortestReference(candidate, candidates);
          if (words === undefined) continue;
          const line = renderLine('accounts', ...words);
          const { number } = candidate.value.account;
          const isInName = number !== undefined && candidate.names.some((name) => name.includes(number));
          if (number !== undefined && number.length > 4 && !isInName) expect(line).not.toContain(number);
          const request = parseRequest(line, commands, () => commands);
          expect(request.kind).toBe('request');
          if (request.kind !== 'request') continue;
          const typed = (request.args as { readonly target?: string }).target;
          const scope = narrowToOwners(sources, typed);
          const found = findTargets(
            scope,
            candidates.filter((each) => scope.sources.includes(each.source)),
          );
          expect(found).toMatchObject({ kind: 'matched' });
          if (found.kind === 'matched')
            expect(found.candidates.map(({ value }) => value)).toEqual([candidate.value]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
