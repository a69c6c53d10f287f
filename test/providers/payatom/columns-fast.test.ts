import fc from 'fast-check';
import { expect, it } from 'vitest';
import { figureOf, readAmount } from '../../../src/core/provider/wire.ts';
import { createColumns, readNext } from '../../../src/providers/payatom/columns-fast.ts';

/** Few amounts, so that rows repeat. Some differ only in type, and some are missing or unreadable. */
const amount = fc.constantFrom<unknown>(undefined, null, '', '0', 0, '100', 100, '100.0', '-5', 'NaN', {});

it('reading a column fast equals reading each amount by itself', () => {
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 20 }), (amounts) => {
      const { limit } = createColumns('INR');
      const fast = amounts.map((value) => readNext(limit, value, 'INR'));
      expect(fast).toEqual(amounts.map((value) => figureOf(readAmount(value), 'INR')));
    }),
  );
});
