import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDecimals, placesOf, subtractDecimals } from '../../../src/core/money/decimal.ts';
import { isSurelyDifference } from '../../../src/core/money/decimal-fast.ts';
import { decimal, decimals, fewDigits, units } from './decimals.ts';

describe('the fast check of a difference', () => {
  it('equals the exact check if all amounts are short, and is never true if that is false', () => {
    const amounts = fc.oneof(decimals, fewDigits);
    const errors = fc.oneof(fc.constant(decimal('0')), amounts);
    fc.assert(
      fc.property(amounts, amounts, amounts, errors, (whole, part, other, error) => {
        const rest = addDecimals(subtractDecimals(subtractDecimals(whole, part), other), error);
        const isDifference = units(error) === 0n;
        if (isSurelyDifference(whole, part, other, rest)) expect(isDifference).toBe(true);
        const areShort = [whole, part, other, rest].every(
          (value) => value.length < 12 && placesOf(value) <= 4,
        );
        if (areShort) expect(isSurelyDifference(whole, part, other, rest)).toBe(isDifference);
      }),
      { numRuns: 5000 },
    );
  });
});
