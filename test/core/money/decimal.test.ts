import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDecimals,
  compareDecimals,
  compareToProduct,
  multiplyDecimals,
  parseDecimal,
  percentOf,
  placesOf,
  readDecimal,
  roundDecimal,
  subtractDecimals,
} from '../../../src/core/money/decimal.ts';
import { decimal, decimals, fewDigits, units } from './decimals.ts';

describe('a decimal', () => {
  it.each([
    ['50.00', '50.00'],
    ['0050.00', '50.00'],
    ['0', '0'],
    ['-0', '0'],
    ['-0.00', '0.00'],
    ['-0.01', '-0.01'],
    ['999999999999999999.999999999999', '999999999999999999.999999999999'],
    ['000000000000000000000001', '1'],
  ])('is read from %s as %s', (text, value) => {
    expect(parseDecimal(text)).toBe(value);
  });

  it.each([
    ...[
      '',
      ' ',
      '.',
      '.5',
      '5.',
      '-',
      '--1',
      '+1',
      '1e3',
      '1E3',
      '0x1F',
      '1,000',
      '1 000',
      ' 1',
      '1\n',
      '1.2.3',
    ],
    ...[
      'NaN',
      'Infinity',
      'null',
      '١٢',
      '１２',
      '₹5',
      '5-',
      '(5)',
      '1_000',
      '1.0000000000001',
      '1234567890123456789',
    ],
  ])('is not read from %j', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });

  it.each([
    [' 50.00 ', '50.00'],
    [50, '50'],
    [0.1, '0.1'],
    [-12.5, '-12.5'],
    [{ numberText: '10000.50' }, '10000.50'],
    [{ numberText: '1e3' }, undefined],
    [1e21, undefined],
    [1e-7, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
    [true, undefined],
    [[], undefined],
    [['5'], undefined],
    [{}, undefined],
    [() => '5', undefined],
  ])('in the wire value %j is %j', (value, expected) => {
    expect(readDecimal(value)).toBe(expected);
  });

  it('preserves the digits of the source', () => {
    fc.assert(
      fc.property(decimals, (value) => {
        expect(parseDecimal(value)).toBe(value);
        expect(readDecimal({ numberText: value })).toBe(value);
      }),
    );
  });
});

describe('arithmetic of decimals', () => {
  it('is exact and preserves the longer fraction', () => {
    expect(addDecimals(decimal('0.1'), decimal('0.20'))).toBe('0.30');
    expect(subtractDecimals(decimal('900719925474099.37'), decimal('0.1'))).toBe('900719925474099.27');
    expect(subtractDecimals(decimal('1.00'), decimal('1'))).toBe('0.00');
    expect(addDecimals(decimal('-1.5'), decimal('1.5'))).toBe('0.0');
  });

  it('preserves a long fraction of zeros', () => {
    expect(addDecimals(decimal('1'), decimal('0.00000'))).toBe('1.00000');
    expect(subtractDecimals(decimal('100.000000'), decimal('5.000000'))).toBe('95.000000');
    expect(subtractDecimals(decimal('1.5000000'), decimal('2'))).toBe('-0.5000000');
  });

  it('agrees with integer arithmetic', () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        expect(units(addDecimals(a, b))).toBe(units(a) + units(b));
        expect(units(subtractDecimals(a, b))).toBe(units(a) - units(b));
        const order = units(a) < units(b) ? -1 : units(a) > units(b) ? 1 : 0;
        expect(compareDecimals(a, b)).toBe(order);
        expect(placesOf(addDecimals(a, b))).toBe(Math.max(placesOf(a), placesOf(b)));
      }),
      { numRuns: 5000 },
    );
  });

  it('compares by value, not by text', () => {
    expect(compareDecimals(decimal('5'), decimal('5.00'))).toBe(0);
    expect(compareDecimals(decimal('-10'), decimal('-9'))).toBe(-1);
    expect(compareDecimals(decimal('10'), decimal('9'))).toBe(1);
  });

  it('is above, equal to or below a product, down to its last digit', () => {
    const amounts = fc.oneof(decimals, fewDigits);
    fc.assert(
      fc.property(amounts, amounts, amounts, fc.constantFrom(-1, 0, 1), (value, a, b, off) => {
        const [ours, product] = [units(value) * 10n ** 12n, units(a) * units(b)];
        expect(compareToProduct(value, a, b)).toBe(ours < product ? -1 : ours > product ? 1 : 0);
        const last = decimal(off === 0 ? '0' : `${off < 0 ? '-' : ''}0.00000001`);
        const near = addDecimals(multiplyDecimals(a, b), last);
        expect(compareToProduct(near, a, b)).toBe(off);
      }),
      { numRuns: 5000 },
    );
  });

  it('has the same order with and without trailing zeros', () => {
    fc.assert(
      fc.property(decimals, fc.nat({ max: 6 }), (value, zeros) => {
        const longer = decimal(placesOf(value) === 0 ? `${value}.0` : `${value}${'0'.repeat(zeros)}`);
        expect(compareDecimals(value, longer)).toBe(0);
        expect(compareDecimals(longer, value)).toBe(0);
      }),
    );
  });

  it('has a percentage that is off by at most half of its last digit and is never minus zero', () => {
    fc.assert(
      fc.property(decimals, decimals, fc.nat({ max: 24 }), (part, whole, places) => {
        const share = percentOf(part, whole, places);
        fc.pre(units(whole) !== 0n);
        const digits = BigInt((share ?? '').replace('.', ''));
        const error = digits * units(whole) - units(part) * 100n * 10n ** BigInt(places);
        const size = (value: bigint) => (value < 0n ? -value : value);
        expect(2n * size(error)).toBeLessThanOrEqual(size(units(whole)));
        expect(share).toMatch(/^(?:-(?=.*[1-9]))?\d+(?:\.\d+)?$/);
      }),
    );
  });

  it('is rounded half up by size to the number of places asked for', () => {
    const any = fc.tuple(decimals, fc.stringMatching(/^\d{0,20}$/)).map(([value, more]) => {
      return decimal(placesOf(value) === 0 ? value : `${value}${more}`);
    });
    fc.assert(
      fc.property(any, fc.nat({ max: 6 }), (value, places) => {
        const wanted = percentOf(value, decimal('100'), places);
        expect(roundDecimal(value, places)).toBe(wanted);
      }),
      { numRuns: 2000 },
    );
    const rounded = ['9.95', '-0.04', '-0.05', '99.95', '7'].map((text) => roundDecimal(decimal(text), 1));
    expect(rounded).toEqual(['10.0', '0.0', '-0.1', '100.0', '7.0']);
    expect(roundDecimal(decimal('-0.5'), 0)).toBe('-1');
  });

  it('has a percentage rounded half up, and none if the whole is zero', () => {
    expect(percentOf(decimal('998'), decimal('2512'))).toBe('39.7');
    expect(percentOf(decimal('1'), decimal('3'), 2)).toBe('33.33');
    expect(percentOf(decimal('1'), decimal('2000'))).toBe('0.1');
    expect(percentOf(decimal('-5'), decimal('100'), 0)).toBe('-5');
    expect(percentOf(decimal('5'), decimal('0.00'))).toBeUndefined();
  });
});
