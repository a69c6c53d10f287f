import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCount, formatDecimal, formatMoney, formatTime } from '../../../src/core/format/format.ts';
import type { Decimal } from '../../../src/core/money/decimal.ts';
import { compareDecimals, parseDecimal } from '../../../src/core/money/decimal.ts';
import {
  addMoney,
  compareMoney,
  exceedsPrecision,
  isKnownCurrency,
  isNegative,
  isZero,
  money,
  precisionOf,
  significantPlaces,
  subtractMoney,
} from '../../../src/core/money/money.ts';

const of = (amount: string, currency = 'INR', precision?: number) =>
  money(amount as Decimal, currency, precision);

describe('money', () => {
  it('is added, subtracted and compared within one currency', () => {
    expect(addMoney(of('1.10'), of('2'))).toEqual(of('3.10'));
    expect(subtractMoney(of('1000.00'), of('300'))).toEqual(of('700.00'));
    expect(compareMoney(of('2'), of('10'))).toBe(-1);
  });

  it('of two currencies is never added, subtracted or compared', () => {
    expect(() => addMoney(of('1'), of('1', 'BDT'))).toThrow(TypeError);
    expect(() => subtractMoney(of('1'), of('1', '#7'))).toThrow(TypeError);
    expect(() => compareMoney(of('1', '#7'), of('1', '#8'))).toThrow(TypeError);
  });

  it('has a sign, or is zero', () => {
    expect([isNegative(of('-0.01')), isNegative(of('0')), isNegative(of('5'))]).toEqual([true, false, false]);
    expect([isZero(of('0.00')), isZero(of('0.01')), isZero(of('-10'))]).toEqual([true, false, false]);
  });

  it.each([
    ['INR', undefined, 2],
    ['JPY', undefined, 0],
    ['KWD', undefined, 3],
    ['#7', undefined, undefined],
    ['XXZ', undefined, undefined],
    ['PTS', 1, 1],
    ['JPY', 2, 2],
  ])('of %s with a given precision of %s has %s decimals', (currency, given, places) => {
    expect(precisionOf(of('1', currency, given))).toBe(places);
  });

  it.each([
    ['10000', 'JPY', false],
    ['10000.00', 'JPY', false],
    ['10000.50', 'JPY', true],
    ['1.255', 'INR', true],
    ['1.250', 'INR', false],
    ['1.20', 'INR', false],
    ['1.234', 'KWD', false],
    ['1.2345', '#7', false],
  ])('of %s %s has decimals beyond its precision: %s', (amount, currency, beyond) => {
    expect(exceedsPrecision(of(amount, currency))).toBe(beyond);
  });

  it('has significant decimals up to the last one that is not zero', () => {
    const places = ['5', '5.00', '5.10', '5.010', '100', '0.0'].map((text) =>
      significantPlaces(text as Decimal),
    );
    expect(places).toEqual([0, 0, 1, 2, 0, 0]);
  });

  it('has a known currency only if ISO 4217 has the code in upper case', () => {
    expect(['INR', 'BDT', 'PKR', 'inr', 'XXZ', '#7', ''].map(isKnownCurrency)).toEqual([
      ...[true, true, true, false, false, false, false],
    ]);
  });
});

describe('an amount as a person reads it', () => {
  it.each([
    [of('3308694'), '₹33,08,694.00'],
    [of('0'), '₹0.00'],
    [of('-50.5'), '-₹50.50'],
    [of('0.1250'), '₹0.125'],
    [of('999999999999999999.99'), '₹9,99,99,99,99,99,99,99,999.99'],
    [of('900719925474099.37'), '₹90,07,19,92,54,74,099.37'],
    [of('1.234', 'KWD'), 'KWD 1.234'],
    [of('5', 'PTS', 2), '5.00 PTS'],
    [of('12.3400', '#7'), '12.3400 (currency #7)'],
    [of('-3', '#7'), '-3 (currency #7)'],
  ])('%j is %s', (amount, shown) => {
    expect(formatMoney(amount, 'en-IN')).toBe(shown);
  });

  it('has no decimals in yen, unless the amount has some', () => {
    expect(formatMoney(of('10000.00', 'JPY'), 'en-IN')).toMatch(/¥10,000$/);
    expect(formatMoney(of('10000.50', 'JPY'), 'en-IN')).toMatch(/¥10,000\.5$/);
  });

  it('follows the locale', () => {
    expect(formatMoney(of('3308694'), 'en-US')).toBe('₹3,308,694.00');
    expect(formatMoney(of('-3308694'), 'de-DE')).toBe('-3.308.694,00 ₹');
    expect(formatCount(2512, 'en-IN')).toBe('2,512');
    expect(formatDecimal('1234567.80' as Decimal, 'en-IN')).toBe('12,34,567.80');
  });

  it('has exactly the digits of the amount in every locale with Latin digits', () => {
    const amounts = fc
      .tuple(
        fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }),
        fc.constantFrom('', '.0', '.05', '.125', '.0070'),
      )
      .map(([whole, places]) => `${whole}${places}`);
    const currency = fc.constantFrom('INR', 'BDT', 'USD', 'JPY', 'KWD', 'AED', '#7');
    fc.assert(
      fc.property(amounts, currency, fc.constantFrom('en-IN', 'en-US', 'sv-SE'), (text, code, locale) => {
        const amount = parseDecimal(text) ?? ('0' as Decimal);
        const shown = formatMoney(money(amount, code), locale).replace(/\(.*\)/, '');
        expect(shown).not.toMatch(/[\u2212\u00a0\u202f]/);
        const point = locale === 'sv-SE' && code !== '#7' ? ',' : '.';
        const digits = [...shown].filter((letter) => /[-\d]/.test(letter) || letter === point).join('');
        const read = parseDecimal(digits.replace(point, '.').replace(/\.$/, ''));
        expect(compareDecimals(read ?? ('404' as Decimal), amount)).toBe(0);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a moment as a person reads it', () => {
  const at = Date.UTC(2026, 10, 20, 18, 45, 9);

  it.each([
    ['Asia/Kolkata', '21 Nov 2026, 00:15:09 IST', '00:15:09 IST'],
    ['UTC', '20 Nov 2026, 18:45:09 UTC', '18:45:09 UTC'],
    ['Asia/Dhaka', '21 Nov 2026, 00:45:09 GMT+6', '00:45:09 GMT+6'],
  ])('in %s is %s', (timeZone, moment, time) => {
    expect(formatTime(at, { locale: 'en-IN', timeZone })).toBe(moment);
    expect(formatTime(at, { locale: 'en-IN', timeZone }, 'time')).toBe(time);
  });
});
