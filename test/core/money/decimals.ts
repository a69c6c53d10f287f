import fc from 'fast-check';
import { type Decimal, parseDecimal } from '../../../src/core/money/decimal.ts';

export const decimal = (text: string) => text as Decimal;

/** Decimals of up to 18 digits before the point and 12 after it, many of them small or with zeros, as canonical text. */
export const decimals = fc
  .tuple(
    fc.oneof(
      fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }),
      fc.bigInt({ min: -999_999n, max: 999_999n }),
    ),
    fc.oneof(
      fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 4 }),
      fc.string({ unit: fc.constantFrom(...'0000001'), maxLength: 12 }),
    ),
  )
  .map(([whole, places]) => parseDecimal(places === '' ? `${whole}` : `${whole}.${places}`) ?? decimal('0'));

/** Amounts of a usual size. */
export const fewDigits = fc
  .tuple(fc.integer({ min: -1e7, max: 1e7 }), fc.nat({ max: 99 }))
  .map(([whole, cents]) => parseDecimal(cents === 0 ? `${whole}` : `${whole}.${cents}`) ?? decimal('0'));

/** The value in units of 10^-12. */
export function units(value: Decimal): bigint {
  const [whole = '', places = ''] = value.replace('-', '').split('.');
  const size = BigInt(whole + places.padEnd(12, '0'));
  return value.startsWith('-') ? -size : size;
}
