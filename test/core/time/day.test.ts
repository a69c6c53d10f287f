import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Day } from '../../../src/core/time/day.ts';
import {
  compareDays,
  dayAt,
  isDay,
  isoDayAt,
  looksLikeDay,
  parseDay,
  shiftDay,
} from '../../../src/core/time/day.ts';

const day = (text: string) => text as Day;

describe('a day', () => {
  it.each(['31-12-2023', '01-01-2000', '31-12-2099', '29-02-2024', '29-02-2000', '28-02-2023', '30-04-2026'])(
    'is read from %s',
    (text) => {
      expect(parseDay(text)).toBe(text);
    },
  );

  it.each([
    ['31-02-2024', { kind: 'no-such-day', lastDay: '29-02-2024' }],
    ['29-02-2023', { kind: 'no-such-day', lastDay: '28-02-2023' }],
    ['31-04-2026', { kind: 'no-such-day', lastDay: '30-04-2026' }],
    ['32-01-2024', { kind: 'no-such-day', lastDay: '31-01-2024' }],
    ['00-01-2024', { kind: 'no-such-day', lastDay: '31-01-2024' }],
    ['01-13-2024', { kind: 'no-such-day' }],
    ['01-00-2024', { kind: 'no-such-day' }],
    ['01-01-1999', { kind: 'no-such-day' }],
    ['01-01-2100', { kind: 'no-such-day' }],
    ['2024-01-31', { kind: 'order', meant: '31-01-2024' }],
    ['2024-02-31', { kind: 'order' }],
    ['1-1-2024', { kind: 'digits', meant: '01-01-2024' }],
    ['31/12/2023', { kind: 'digits', meant: '31-12-2023' }],
    ['31.12.23', { kind: 'digits', meant: '31-12-2023' }],
  ])('is not read from %s, with a suggestion', (text, fault) => {
    expect(parseDay(text)).toEqual(fault);
  });

  it('is recognised by its shape, valid or not', () => {
    const shaped = ['31-02-2024', '1/1/24', '2024.01.31', '99-99-9999'];
    const other = ['today', '31-12', '2024', '31-12-2023 ', '31--12-2023', '342434334343', '1-2-3-4'];
    expect(shaped.filter(looksLikeDay)).toEqual(shaped);
    expect(other.filter(looksLikeDay)).toEqual([]);
  });

  it('is distinguished from a parse error', () => {
    expect(isDay(parseDay('31-12-2023'))).toBe(true);
    expect(isDay(parseDay('31-02-2023'))).toBe(false);
  });

  it('can be the 29th of February only in leap years', () => {
    for (let year = 2000; year <= 2099; year++) {
      const leap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
      expect(isDay(parseDay(`29-02-${year}`))).toBe(leap);
    }
  });

  it('starts at midnight in the time zone', () => {
    const evening = Date.UTC(2026, 10, 20, 18, 29, 59, 999);
    expect(dayAt(evening, 'Asia/Kolkata')).toBe('20-11-2026');
    expect(dayAt(evening + 1, 'Asia/Kolkata')).toBe('21-11-2026');
    expect(dayAt(evening, 'Asia/Dhaka')).toBe('21-11-2026');
    expect(dayAt(evening, 'Asia/Karachi')).toBe('20-11-2026');
    expect(dayAt(evening + 1, 'UTC')).toBe('20-11-2026');
    expect(isoDayAt(evening + 1, 'Asia/Kolkata')).toBe('2026-11-21');
  });

  it('moves over the ends of months and years', () => {
    expect(shiftDay(day('01-01-2024'), -1)).toBe('31-12-2023');
    expect(shiftDay(day('28-02-2024'), 1)).toBe('29-02-2024');
    expect(shiftDay(day('28-02-2023'), 1)).toBe('01-03-2023');
    expect(shiftDay(day('31-12-2023'), 0)).toBe('31-12-2023');
  });

  it('is sorted by date', () => {
    const days = ['01-02-2024', '31-01-2024', '15-12-2023', '02-01-2024'].map(day);
    expect(days.sort(compareDays)).toEqual(['15-12-2023', '02-01-2024', '31-01-2024', '01-02-2024']);
    expect(compareDays(day('01-01-2024'), day('01-01-2024'))).toBe(0);
  });

  it('is the same after shifting it forth and back', () => {
    const start = Date.UTC(2000, 5, 1);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30_000 }),
        fc.integer({ min: -200, max: 5000 }),
        (days, shift) => {
          const at = dayAt(start + days * 86_400_000, 'UTC');
          const moved = shiftDay(at, shift);
          expect(shiftDay(moved, -shift)).toBe(at);
          expect(Math.sign(compareDays(moved, at))).toBe(Math.sign(shift));
          expect(parseDay(at)).toBe(at);
        },
      ),
    );
  });

  it('never fails on a text of its shape', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(digits, digits, digits, fc.constantFrom('-', '/', '.'), (a, b, c, mark) => {
        const parsed = parseDay([a, b, c].join(mark));
        if (isDay(parsed)) expect(parsed).toMatch(/^\d\d-\d\d-20\d\d$/);
        else expect(['no-such-day', 'order', 'digits']).toContain(parsed.kind);
      }),
    );
  });
});
