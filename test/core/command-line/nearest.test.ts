import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../../src/core/command-line/nearest.ts';

const commands = [
  'balance',
  'accounts',
  'summary',
  'wallets',
  'wallet',
  'alerts',
  'help',
  'start',
  'whoami',
  'ack',
];

describe('the nearest names', () => {
  it.each([
    ['blance', ['balance']],
    ['balence', ['balance']],
    ['balacne', ['balance']],
    ['ballance', ['balance']],
    ['BALANCE', ['balance']],
    ['bal', ['balance']],
    ['acount', ['accounts']],
    ['sumary', ['summary']],
    ['walet', ['wallet']],
    ['wallte', ['wallet', 'wallets']],
    ['hlep', ['help']],
    ['strat', ['start']],
    ['xyzzy', []],
    ['transfer', []],
    ['', []],
    ['b', []],
  ])('of %j are %j', (typed, meant) => {
    expect(nearest(typed, commands)).toEqual(meant);
  });

  it('are sorted best first, up to the requested number', () => {
    expect(nearest('wallets', ['wallet', 'wallets', 'walletz', 'ballets'], 2)).toHaveLength(2);
    expect(nearest('wallets', ['walletz', 'wallets'])[0]).toBe('wallets');
    expect(nearest('main', ['mian', 'main', 'main'])).toEqual(['main', 'mian']);
  });

  it('contain the name that was typed with one letter wrong, missing or doubled, or with two letters swapped', () => {
    const name = fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 4, maxLength: 12 });
    const slip = fc.constantFrom('wrong', 'missing', 'doubled', 'swapped');
    fc.assert(
      fc.property(name, slip, fc.nat(), (meant, kind, place) => {
        const at = place % (meant.length - 1);
        const [before, letter, next, after] = [
          meant.slice(0, at),
          meant[at],
          meant[at + 1],
          meant.slice(at + 2),
        ];
        const typed = {
          wrong: `${before}z${next}${after}`,
          missing: `${before}${next}${after}`,
          doubled: `${before}${letter}${letter}${next}${after}`,
          swapped: `${before}${next}${letter}${after}`,
        }[kind];
        if (typed.length >= 3) expect(nearest(typed, [meant])).toEqual([meant]);
      }),
    );
  });

  it('are found for any text among any names', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'binary' })), (typed, names) => {
        const found = nearest(typed, names);
        expect(found.length).toBeLessThanOrEqual(3);
        for (const name of found) expect(names).toContain(name);
      }),
    );
  });
});
