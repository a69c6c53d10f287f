import { describe, expect, it } from 'vitest';
import type { KnownSubjects, Threshold } from '../../src/core/alerts/records.ts';
import type { OpenSubjects, Rule, RuleInput, SeenAccount, SeenWallet } from '../../src/core/alerts/rule.ts';
import { remainingOf } from '../../src/core/figures/headroom.ts';
import type { Account, Wallet } from '../../src/core/provider/provider.ts';
import { rules } from '../../src/rules/index.ts';
import { absent, account, decimal, given, rupees, wallet } from '../fakes/books.ts';

const now = Date.UTC(2026, 10, 20, 6, 30);
const rule = (id: string): Rule => {
  const found = rules.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no rule ${id}`);
  return found;
};

function inputOf(more: Partial<RuleInput>): RuleInput {
  return {
    operator: 'acme',
    connection: 'bank',
    now,
    accounts: [],
    wallets: [],
    completeLists: new Set(),
    unchanged: false,
    before: () => ({ subjects: {} }),
    gaps: [],
    allAnswered: true,
    noDataAfter: 300_000,
    threshold: () => undefined,
    ...more,
  };
}

const seen = (thing: Account): SeenAccount => ({
  subject: thing.key,
  thing,
  remaining: remainingOf(thing),
  asOf: now,
});
const seenWallet = (thing: Wallet): SeenWallet => ({ subject: thing.id, thing, isUser: false, asOf: now });
/** As if every subject had an incident, so that all results must be returned. */
const all: OpenSubjects = { has: () => true, size: 1 };
const limited = (available: string, limit = '1000') =>
  account('a', { figures: rupees({ available, limit }) });
const verdictOf = (id: string, round: Partial<RuleInput>) =>
  rule(id)
    .evaluate(inputOf(round), all)
    .map(({ verdict }) => verdict);
const amount = (value: string, currency = 'INR'): Threshold => {
  return { kind: 'amount', amount: decimal(value), currency };
};
const listed = (more: Partial<KnownSubjects['subjects'][string]> = {}): KnownSubjects => ({
  subjects: { 'test:a': { called: [], from: 'accounts', wasActive: true, known: true, day: 0, ...more } },
});

describe('low-limit', () => {
  it.each([
    ['1000', { kind: 'ok', recovered: true }],
    ['120', { kind: 'ok', recovered: true }],
    ['119.99', { kind: 'ok', recovered: false }],
    ['100', { kind: 'ok', recovered: false }],
    ['99.99', { kind: 'breach', level: 'warn' }],
    ['30', { kind: 'breach', level: 'warn' }],
    ['29.99', { kind: 'breach', level: 'critical' }],
    ['0', { kind: 'breach', level: 'critical' }],
    ['-5', { kind: 'breach', level: 'critical' }],
  ])('with %s of 1000 left and no threshold set returns %o', (left, verdict) => {
    expect(verdictOf('low-limit', { accounts: [seen(limited(left))] })).toEqual([verdict]);
  });

  it('uses the amount or the percentage that was set', () => {
    const accounts = [seen(limited('400'))];
    expect(verdictOf('low-limit', { accounts, threshold: () => amount('500') })).toEqual([
      { kind: 'breach', level: 'warn' },
    ]);
    const percent: Threshold = { kind: 'percent', percent: decimal('40.5') };
    expect(verdictOf('low-limit', { accounts, threshold: () => percent })).toEqual([
      { kind: 'breach', level: 'warn' },
    ]);
  });

  it('has recovered at the full limit, however high the threshold', () => {
    const accounts = [seen(limited('1000'))];
    expect(verdictOf('low-limit', { accounts, threshold: () => amount('900') })).toEqual([
      { kind: 'ok', recovered: true },
    ]);
  });

  it.each([
    ['no limit', account('a', { figures: rupees({ available: '0' }) })],
    ['a limit of zero', account('a', { figures: rupees({ limit: '0', used: '50', available: '0' }) })],
    ['a missing limit', account('a', { figures: { limit: absent, available: given('0') } })],
    [
      'an unknown remaining amount',
      account('a', { figures: { ...rupees({ limit: '1000' }), used: absent } }),
    ],
    ['a threshold in another currency', limited('1')],
  ])('returns unknown with %s', (what, thing) => {
    const threshold = () => (what.includes('currency') ? amount('5', 'USD') : undefined);
    expect(verdictOf('low-limit', { accounts: [seen(thing)], threshold })).toEqual([{ kind: 'unknown' }]);
  });

  it('ignores inactive accounts', () => {
    expect(verdictOf('low-limit', { accounts: [seen({ ...limited('0'), state: 'inactive' })] })).toEqual([]);
  });
});

describe('low-balance', () => {
  it('returns nothing for a wallet without a threshold', () => {
    expect(verdictOf('low-balance', { wallets: [seenWallet(wallet('1', '0', 'USD'))] })).toEqual([]);
  });

  it.each([
    ['120', { kind: 'ok', recovered: true }],
    ['100', { kind: 'ok', recovered: false }],
    ['99', { kind: 'breach', level: 'warn' }],
    ['29', { kind: 'breach', level: 'critical' }],
    ['-1', { kind: 'breach', level: 'critical' }],
  ])('with a balance of %s and a threshold of 100 returns %o', (balance, verdict) => {
    const wallets = [seenWallet(wallet('1', balance, 'USD'))];
    expect(verdictOf('low-balance', { wallets, threshold: () => amount('100', 'USD') })).toEqual([verdict]);
  });

  it.each([
    ['-850', { kind: 'ok', recovered: true }],
    ['-890', { kind: 'ok', recovered: false }],
    ['-950', { kind: 'breach', level: 'warn' }],
    ['-980', { kind: 'breach', level: 'critical' }],
    ['-1200', { kind: 'breach', level: 'critical' }],
  ])('evaluates the remaining credit of a postpaid wallet: %s of 1000 returns %o', (balance, verdict) => {
    const wallets = [seenWallet(wallet('1', balance, 'USD', { type: 'POSTPAID' }))];
    expect(verdictOf('low-balance', { wallets, threshold: () => amount('1000', 'USD') })).toEqual([verdict]);
  });

  it('returns unknown if the balance is missing or in another currency', () => {
    const wallets = [
      seenWallet(wallet('1', '0', 'USD', { balance: absent })),
      seenWallet(wallet('2', '0', 'EUR')),
    ];
    expect(verdictOf('low-balance', { wallets, threshold: () => amount('100', 'USD') })).toEqual([
      { kind: 'unknown' },
      { kind: 'unknown' },
    ]);
  });
});

describe('went-inactive', () => {
  const accounts = [seen(account('a', { state: 'inactive' }))];

  it('is a breach for an account that was active, and for no other', () => {
    expect(verdictOf('went-inactive', { accounts, before: () => listed() })).toEqual([
      { kind: 'breach', level: 'warn' },
    ]);
    expect(verdictOf('went-inactive', { accounts, before: () => listed({ wasActive: false }) })).toEqual([]);
    expect(verdictOf('went-inactive', { accounts })).toEqual([]);
  });

  it('recovers when the account is active again, and ignores an account without a state', () => {
    const active = [seen(account('a'))];
    expect(verdictOf('went-inactive', { accounts: active, before: () => listed() })).toEqual([
      { kind: 'ok', recovered: true },
    ]);
    const silent = [seen(account('a', { state: 'not-given' }))];
    expect(verdictOf('went-inactive', { accounts: silent, before: () => listed() })).toEqual([]);
  });
});

describe('vanished', () => {
  it('is a breach if a complete list lacks a known account', () => {
    expect(verdictOf('vanished', { before: () => listed(), completeLists: new Set(['accounts']) })).toEqual([
      { kind: 'breach', level: 'warn' },
    ]);
  });

  it('returns nothing if the list is missing, incomplete, or another one', () => {
    expect(verdictOf('vanished', { before: () => listed() })).toEqual([]);
    expect(verdictOf('vanished', { before: () => listed(), completeLists: new Set(['limits']) })).toEqual([]);
  });

  it('recovers when the account is listed again', () => {
    const accounts = [seen(account('a'))];
    expect(verdictOf('vanished', { accounts, before: () => listed() })).toEqual([
      { kind: 'ok', recovered: true },
    ]);
  });
});

describe('no-data', () => {
  const silent = (ms: number) => [{ what: 'account list', since: now - ms, reason: 'timeout' as const }];

  it('is a breach once data is missing for long enough, and not before', () => {
    expect(verdictOf('blind', { gaps: silent(299_999), allAnswered: false })).toEqual([{ kind: 'unknown' }]);
    expect(verdictOf('blind', { gaps: silent(300_000), allAnswered: false })).toEqual([
      { kind: 'breach', level: 'warn' },
    ]);
  });

  it('recovers when every question is answered', () => {
    expect(verdictOf('blind', {})).toEqual([{ kind: 'ok', recovered: true }]);
    expect(verdictOf('blind', { allAnswered: false })).toEqual([{ kind: 'unknown' }]);
  });

  it('contains the missing data, its start and its reason', () => {
    const [result] = rule('blind').evaluate(inputOf({ gaps: silent(400_000), allAnswered: false }), all);
    expect(result?.facts.silent).toEqual([{ what: 'account list', since: now - 400_000, reason: 'timeout' }]);
  });
});

describe('without an incident', () => {
  const none: OpenSubjects = { has: () => false, size: 0 };
  const resultsOf = (round: Partial<RuleInput>) =>
    rules.flatMap((each) =>
      each.evaluate(inputOf(round), none).map(({ verdict }) => `${each.id} ${verdict.kind}`),
    );

  it('an unchanged list results in breaches only', () => {
    const accounts = [seen(limited('5')), seen({ ...limited('500'), key: 'test:b' })];
    const threshold = () => undefined;
    const before = () => listed();
    expect(
      resultsOf({ accounts, before, unchanged: true, threshold }).filter((each) => each.includes('breach')),
    ).toEqual(['low-limit breach']);
  });

  it('a changed list reports vanished and inactive accounts', () => {
    const accounts = [seen(account('b', { state: 'inactive' }))];
    const { 'test:a': other } = listed().subjects;
    const before = () => ({ subjects: { ...listed().subjects, ...(other && { 'test:b': other }) } });
    const completeLists = new Set(['accounts']);
    expect(resultsOf({ accounts, before, completeLists }).filter((each) => each.includes('breach'))).toEqual([
      'went-inactive breach',
      'vanished breach',
    ]);
  });
});
