import { pieces, strong, text } from './build.ts';
import { graphemesOf } from './clean.ts';
import type { Block, Content, Inline } from './types.ts';

/** Whether blocks fit into one message of a platform. If some blocks do not fit, the same with more blocks must not fit. */
export type Fits = (blocks: readonly Block[]) => boolean;

/**
 * Splits blocks into parts that each fit: between blocks, or else between rows, items, lines or words, or else between
 * graphemes. A figure or a time is never split; a heading stays with the next block. Nothing is omitted.
 */
export function splitBlocks(blocks: readonly Block[], fits: Fits): readonly (readonly Block[])[] {
  if (fits(blocks)) return [blocks];
  const parts: (readonly Block[])[] = [];
  const waiting = [...blocks].reverse();
  let part: Block[] = [];

  const close = () => {
    const last = part.at(-1);
    const carried = part.length > 1 && last?.kind === 'heading' ? [last] : [];
    parts.push(carried.length > 0 ? part.slice(0, -1) : part);
    part = carried;
  };

  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const block = next;
    if (fits([...part, block])) {
      part.push(block);
      continue;
    }
    const cut = cutBlock(block, (head) => fits([...part, head]));
    if (cut !== undefined) {
      part.push(cut.head);
      waiting.push(cut.rest);
      close();
    } else if (part.length > 0 && !(part.length === 1 && part[0]?.kind === 'heading')) {
      waiting.push(block);
      close();
    } else {
      const smaller = breakUnit(block);
      if (smaller === undefined) part.push(block);
      else waiting.push(...[...smaller].reverse());
    }
  }
  return part.length > 0 ? [...parts, part] : parts;
}

/** Splits a block after as many units as fit; undefined if not even one fits. */
function cutBlock(
  block: Block,
  fits: (head: Block) => boolean,
): { readonly head: Block; readonly rest: Block } | undefined {
  const units = unitsOf(block);
  let [low, high] = [0, units.count - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fits(units.head(middle))) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? undefined : { head: units.head(low), rest: units.rest(low) };
}

/** The units of a block, between which it can be split. */
interface Units {
  readonly count: number;
  head(count: number): Block;
  rest(from: number): Block;
}

function unitsOf(block: Block): Units {
  switch (block.kind) {
    case 'heading':
    case 'text':
    case 'note': {
      const words = pieces(block.content).flatMap(wordsOf);
      return {
        count: words.length,
        head: (count) => ({ ...block, content: words.slice(0, count) }),
        rest: (from) => text(words.slice(from)),
      };
    }
    case 'fields':
      return {
        count: block.items.length,
        head: (count) => ({ ...block, items: block.items.slice(0, count) }),
        rest: (from) => ({ ...block, items: block.items.slice(from) }),
      };
    case 'table': {
      const { caption: _, ...plain } = block;
      return {
        count: block.rows.length,
        head: (count) => ({ ...block, rows: block.rows.slice(0, count) }),
        rest: (from) => ({ ...plain, rows: block.rows.slice(from) }),
      };
    }
    case 'code': {
      const lines = block.text.split('\n');
      return {
        count: lines.length,
        head: (count) => ({ ...block, text: lines.slice(0, count).join('\n') }),
        rest: (from) => ({ ...block, text: lines.slice(from).join('\n') }),
      };
    }
    case 'picture':
    case 'file':
      return { count: 1, head: () => block, rest: () => block };
  }
}

/** The words of a piece with the blanks after them; a piece that is not prose is one word. */
function wordsOf(piece: Inline): readonly Inline[] {
  if (typeof piece === 'string') return piece.match(/\S*\s*/g)?.filter((word) => word !== '') ?? [];
  if (piece.kind !== 'strong') return [piece];
  return piece.text.match(/\S*\s*/g)?.flatMap((word) => (word === '' ? [] : [strong(word)])) ?? [];
}

/** Smaller blocks with the content of a block of one unit; undefined if it cannot be split. */
function breakUnit(block: Block): readonly Block[] | undefined {
  switch (block.kind) {
    case 'heading':
    case 'text':
    case 'note':
      return breakPieces(block.content)?.map((content) => text(content));
    case 'fields':
      return block.items.map(({ label, value }) => text([strong(label), ': ', ...pieces(value)]));
    case 'table': {
      const items = block.columns.map(({ label }, index) => ({ label, value: block.rows[0]?.[index] ?? '' }));
      const caption = block.caption === undefined ? [] : [text(block.caption)];
      return [
        ...caption,
        ...items
          .filter(({ value }) => value !== '')
          .map((item) => text([`${item.label}: `, ...pieces(item.value)])),
      ];
    }
    case 'code':
      return halves(block.text)?.map((half) => ({ ...block, text: half }));
    case 'picture':
    case 'file':
      return undefined;
  }
}

/** The two halves of a content; undefined for one figure, one time or one character. */
function breakPieces(content: Content): readonly Content[] | undefined {
  const all = pieces(content);
  const [only] = all;
  if (all.length > 1) return [all.slice(0, all.length >> 1), all.slice(all.length >> 1)];
  if (only === undefined) return undefined;
  if (typeof only === 'string') return halves(only);
  switch (only.kind) {
    case 'strong':
    case 'code':
    case 'identifier':
      return halves(only.text)?.map((half) => ({ ...only, text: half }));
    case 'link':
      return [only.text === only.url ? only.url : `${only.text} (${only.url})`];
    case 'money':
    case 'time':
      return undefined;
  }
}

function halves(whole: string): readonly string[] | undefined {
  const characters = graphemesOf(whole);
  if (characters.length < 2) return undefined;
  const middle = characters.length >> 1;
  return [characters.slice(0, middle).join(''), characters.slice(middle).join('')];
}
