import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { column, table } from '../../../src/core/reply/build.ts';
import type { TableLayout } from '../../../src/core/reply/table.ts';
import { renderTable } from '../../../src/core/reply/table.ts';
import type { Content, TableBlock } from '../../../src/core/reply/types.ts';
import { displayWidth } from '../../../src/core/reply/width.ts';

const cell = (content: Content) => String(content);
const layout = (width?: number, more: Partial<TableLayout> = {}): TableLayout => {
  return { cell, ...(width !== undefined && { width }), ...more };
};

const accounts = table(
  [column('Account', 1), column('State', 3), column('Limit', 2, 'right'), column('Left', 1, 'right')],
  [
    ['user@upi', 'active', '₹1,000.00', '₹700.00'],
    ['shop@upi', 'inactive', '₹33,08,694.00', '-₹12.50'],
  ],
);

describe('a table as text', () => {
  it('aligns words on the left and figures on the right', () => {
    expect(renderTable(accounts, layout())).toEqual([
      'Account   State             Limit     Left',
      'user@upi  active        ₹1,000.00  ₹700.00',
      'shop@upi  inactive  ₹33,08,694.00  -₹12.50',
    ]);
  });

  it('aligns decimal points', () => {
    const figures = ['10,000', '1.5', '-20.125', '7 %', 'unknown', '12.30 (odd decimals)'];
    const lines = renderTable(
      table(
        [column('Figure', 1, 'right')],
        figures.map((figure) => [figure]),
      ),
      layout(),
    );
    expect(lines).toEqual([
      '                  Figure',
      '10,000',
      '     1.5',
      '   -20.125',
      '     7 %',
      '                 unknown',
      '    12.30 (odd decimals)',
    ]);
  });

  it('aligns decimal commas in a locale with decimal commas', () => {
    const lines = renderTable(
      table([column('F', 1, 'right')], [['1.000,5'], ['20,25']]),
      layout(20, { point: ',' }),
    );
    expect(lines.slice(1)).toEqual(['1.000,5', '   20,25']);
  });

  it('drops the columns with the highest priority number first and lists them', () => {
    const leftOut = (labels: readonly string[]) => `without ${labels.join(' and ')}`;
    expect(renderTable(accounts, layout(34, { leftOut }))).toEqual([
      'Account           Limit     Left',
      'user@upi      ₹1,000.00  ₹700.00',
      'shop@upi  ₹33,08,694.00  -₹12.50',
      'without State',
    ]);
    expect(renderTable(accounts, layout(20, { leftOut }))).toEqual([
      'Account      Left',
      'user@upi  ₹700.00',
      'shop@upi  -₹12.50',
      'without State and',
      'Limit',
    ]);
  });

  it('renders rows as cards with all columns if not even the most important columns fit', () => {
    expect(renderTable(accounts, layout(16))).toEqual([
      'Account:',
      '  user@upi',
      'State: active',
      'Limit: ₹1,000.00',
      'Left: ₹700.00',
      '',
      'Account:',
      '  shop@upi',
      'State: inactive',
      'Limit:',
      '  ₹33,08,694.00',
      'Left: -₹12.50',
    ]);
  });

  it('has no lines without rows', () => {
    expect(renderTable(table([column('A', 1)], []), layout())).toEqual([]);
    expect(renderTable(table([], [[]]), layout())).toEqual([]);
  });

  const figures = fc
    .tuple(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.nat({ max: 99 }))
    .map(([whole, cents]) => `₹${whole.toLocaleString('en-IN')}.${String(cents).padStart(2, '0')}`);
  const names = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '漢', 'é', '👍'), maxLength: 40 });
  const tables = fc
    .array(fc.tuple(fc.constantFrom('left', 'right'), fc.integer({ min: 1, max: 4 })), {
      minLength: 1,
      maxLength: 6,
    })
    .chain((sides) => {
      const columns = sides.map(([side, priority], index) => column(`C${index}`, priority, side));
      const row = fc.tuple(...sides.map(([side]) => (side === 'right' ? figures : names)));
      return fc.array(row, { minLength: 1, maxLength: 6 }).map((rows) => table(columns, rows));
    });

  it('fits every line into the width and never cuts a figure', () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 24, max: 100 }), (block: TableBlock, width) => {
        const lines = renderTable(block, layout(width));
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        const words = new Set(lines.flatMap((line) => line.split(/ +/)));
        const shown = block.columns.map(({ label }) => lines.some((line) => line.includes(label)));
        for (const row of block.rows)
          row.forEach((value, index) => {
            const kept = block.columns[index]?.align === 'right' && shown[index];
            if (kept) expect(words).toContain(value);
          });
      }),
      { numRuns: 3000 },
    );
  });

  it('shows every cell in full without a width', () => {
    fc.assert(
      fc.property(tables, (block: TableBlock) => {
        const lines = renderTable(block, layout());
        expect(lines).toHaveLength(block.rows.length + 1);
        block.rows.forEach((row, index) => {
          for (const value of row) expect(lines[index + 1]).toContain(String(value).trimEnd());
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('has the same columns in all rows', () => {
    fc.assert(
      fc.property(tables, (block: TableBlock) => {
        const last = {
          ...block,
          columns: [...block.columns, column('Z', 1)],
          rows: block.rows.map((row) => [...row, 'z']),
        };
        const widths = renderTable(last, layout()).map(displayWidth);
        expect(new Set(widths).size).toBe(1);
      }),
      { numRuns: 1000 },
    );
  });
});
