import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, column, fields, heading, note, table, text } from '../../../src/core/reply/build.ts';
import { renderPlain } from '../../../src/core/reply/plain.ts';
import { splitBlocks } from '../../../src/core/reply/split.ts';
import type { Block } from '../../../src/core/reply/types.ts';
import { gallery, hostile, noon, reader } from '../../adapters/gallery.ts';

const plain = (blocks: readonly Block[]) => renderPlain({ summary: '', blocks }, { reader });
const within = (most: number) => (blocks: readonly Block[]) => plain(blocks).length <= most;
/** Pictures and files are no text, and are not cut. */
const texts = gallery
  .flatMap(({ reply }) => reply.blocks)
  .filter(({ kind }) => kind !== 'picture' && kind !== 'file');
const words = (shown: string) => shown.split(/\s+/).filter((word) => word !== '');

describe('a reply that is split to a size', () => {
  it('is unchanged if it fits', () => {
    const blocks = [heading('a'), text('b')];
    expect(splitBlocks(blocks, within(100))).toEqual([blocks]);
  });

  it('is split between blocks, but not after a heading', () => {
    const parts = splitBlocks([text('one'), heading('Two'), code('x'.repeat(20))], within(25));
    expect(parts).toEqual([[text('one')], [heading('Two'), code('x'.repeat(20))]]);
  });

  it('is split between the rows of a table, each part with its columns', () => {
    const rows = Array.from({ length: 40 }, (_, index) => [`row ${index}`, 'x']);
    const whole = table([column('Name', 1), column('Value', 2)], rows, { caption: 'All' });
    const parts = splitBlocks([whole], within(200));
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) expect(plain(part).length).toBeLessThanOrEqual(200);
    expect(parts.flat().flatMap((block) => (block.kind === 'table' ? block.rows : []))).toEqual(rows);
    expect(parts.flat().map((block) => (block.kind === 'table' ? block.caption : ''))).toEqual([
      'All',
      ...parts.slice(1).map(() => undefined),
    ]);
  });

  it('is split between items, lines and words', () => {
    const items = Array.from({ length: 30 }, (_, index) => ({
      label: `label${index}`,
      value: `value${index}`,
    }));
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n');
    const sentence = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
    const blocks = [fields(items), code(lines), note('warning', sentence)];
    const parts = splitBlocks(blocks, within(120));
    for (const part of parts) expect(plain(part).length).toBeLessThanOrEqual(120);
    expect(words(parts.map(plain).join('\n'))).toEqual(words(plain(blocks)));
  });

  it('is split within a word only as a last resort, and never within a grapheme', () => {
    const family = '👨‍👩‍👧'.repeat(50);
    const parts = splitBlocks([code(family)], (blocks) => {
      return blocks.every((block) => block.kind === 'code' && block.text.length <= 20);
    });
    expect(
      parts
        .flat()
        .map((block) => (block.kind === 'code' ? block.text : ''))
        .join(''),
    ).toBe(family);
    for (const block of parts.flat()) {
      expect(block.kind === 'code' && [...block.text.matchAll(/👨/gu)].length).toBe(
        block.kind === 'code' && block.text.length / '👨‍👩‍👧'.length,
      );
    }
  });

  it('is never split within a figure or a time, even if they do not fit', () => {
    const time = { kind: 'time', at: noon, style: 'moment' } as const;
    expect(splitBlocks([text(time)], within(3))).toEqual([[text(time)]]);
  });

  it('is split into parts that all fit, for every reply of the gallery and every size', () => {
    const inline = fc.constantFrom(...hostile, 'a', 'some words', 'x'.repeat(300));
    const block: fc.Arbitrary<Block> = fc.oneof(
      fc.constantFrom(...texts),
      inline.map((value) => text(value)),
      fc.array(inline, { maxLength: 5 }).map((values) =>
        table(
          [column('a', 1), column('b', 2)],
          values.map((value) => [value, value]),
        ),
      ),
    );
    fc.assert(
      fc.property(fc.array(block, { maxLength: 4 }), fc.integer({ min: 120, max: 2000 }), (blocks, most) => {
        for (const part of splitBlocks(blocks, within(most))) {
          expect(plain(part).length).toBeLessThanOrEqual(most);
        }
      }),
      { numRuns: 60 },
    );
  });
});
