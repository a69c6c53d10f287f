import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accountIdentifiers,
  identifiersIn,
  plainIdentifiers,
} from '../../../src/core/figures/identifiers.ts';
import { account } from '../../fakes/books.ts';

describe('identifiersIn', () => {
  it.each([
    ['John Doe', 'John Doe'],
    ['01712345678', '…5678'],
    ['+91 98765-43210', '…3210'],
    ['bKash 01712345678', 'bKash …5678'],
    ['12345678 and 87654321', '…5678 and …4321'],
    ['Shop 2024', 'Shop 2024'],
    ['9876543210@upi', '9876543210@upi'],
    ['', ''],
  ])('shows %j as %j in a plain text', (text, plain) => {
    expect(plainIdentifiers(identifiersIn(text))).toBe(plain);
  });

  it('loses no character and shows no full account number', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, fc.stringMatching(/^[+0-9(). -]{4,20}\d$/), (word, number) => {
        const name = `${word}:${number}`;
        const called = accountIdentifiers(account(name, { number }));
        expect(called.map((each) => each.text).join('')).toBe(name);
        expect(plainIdentifiers(called)).not.toContain(number);
      }),
      { numRuns: 1000 },
    );
  });
});
