import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, column, heading, line, note, table, text } from '../../../src/core/reply/build.ts';
import { renderPlain } from '../../../src/core/reply/plain.ts';
import type { Block } from '../../../src/core/reply/types.ts';
import { displayWidth } from '../../../src/core/reply/width.ts';
import { gallery, hostile, hostileReply, noon, reader } from '../../adapters/gallery.ts';

const golden = (name: string) => `../../golden/console/${name}.txt`;

/** Characters that must never reach a terminal: anything but a line end that is not seen. */
const unseen = /[^\P{Cc}\n]|[\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u00a0]/u;

/** Strings of the kinds that break terminals, layouts and parsers. */
const nasty = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...hostile) },
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom(
        '\u001b[',
        '\u009b',
        '\u202e',
        '\u200b',
        '\ud800',
        '\n',
        '\r',
        '\t',
        '\u0301',
        '漢',
        '9',
      ),
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(''));

describe('plain text', () => {
  it.each([
    ['gallery', undefined],
    ['gallery.80', 80],
    ['gallery.34', 34],
  ])('renders every kind of block as in %s', async (name, width) => {
    const shown = gallery.map(({ name, reply }) => {
      return `== ${name}\n${renderPlain(reply, { reader, ...(width !== undefined && { width }) })}\n`;
    });
    await expect(shown.join('\n')).toMatchFileSnapshot(golden(name));
  });

  it('contains no terminal sequence, for 20,000 random strings', () => {
    const layouts = fc.constantFrom(undefined, 80, 34);
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 20, maxLength: 20 }), layouts, (strings, width) => {
        const blocks = [
          text(strings),
          table(
            [column('Name', 1)],
            strings.map((value) => [value]),
          ),
          code(strings.join('')),
        ];
        const shown = renderPlain({ summary: '', blocks }, { reader, ...(width !== undefined && { width }) });
        expect(unseen.exec(shown)).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });

  it('contains no terminal sequence, whichever block a string is in', () => {
    fc.assert(
      fc.property(nasty, fc.constantFrom(undefined, 80, 1), (value, width) => {
        const shown = renderPlain(hostileReply([value]), { reader, ...(width !== undefined && { width }) });
        expect(unseen.exec(shown)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('does not break a line at a line end in a string', () => {
    const shown = renderPlain(
      { summary: '', blocks: [text(['Name: ', 'a\nSend: /x\r\u2028b'])] },
      { reader },
    );
    expect(shown).toBe('Name: a Send: /x b');
  });

  it('breaks prose into lines within the width', () => {
    fc.assert(
      fc.property(fc.array(nasty, { maxLength: 3 }), fc.integer({ min: 20, max: 90 }), (strings, width) => {
        const words = strings.flatMap((value) => [value.replace(/\p{N}/gu, 'n'), ' ']);
        const shown = renderPlain(
          { summary: '', blocks: [text(words), note('info', words)] },
          { reader, width },
        );
        for (const line of shown.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
      { numRuns: 2000 },
    );
  });

  it('shows the summary if there is no block', () => {
    expect(renderPlain({ summary: 'Done.', blocks: [] }, { reader })).toBe('Done.');
  });

  it('shows only the blocks if there are some', () => {
    expect(renderPlain({ summary: 'Done.', blocks: [heading('Ready')] }, { reader })).toBe('Ready');
  });

  it('shows the tone of a note as a word', () => {
    const tones = (['info', 'warning', 'problem'] as const).map((tone) => note(tone, 'x'));
    expect(renderPlain({ summary: '', blocks: tones }, { reader })).toBe('Note: x\nWarning: x\nProblem: x');
  });

  it('shows each line to send once', () => {
    const actions = ['/a', '/b', '/c', '/d'].map((sent) => ({ label: 'Go', line: sent }));
    const page = { number: 1, of: 2, rows: 3, next: '/b' };
    const blocks = [text(['Send: ', line('/a')]), table([column('Command', 1)], [[line('/d')]])];
    expect(renderPlain({ summary: '', blocks, actions, page }, { reader })).toBe(
      'Send: /a\n\nCommand\n/d\n\npage 1 of 2, 3 rows; next: /b\nSend: /c',
    );
  });

  it('separates tables and fields by one empty line, and prose by none', () => {
    const rows = table([column('A', 1)], [['1']]);
    const blocks: Block[] = [heading('H'), rows, text('t'), note('info', 'n'), rows];
    expect(renderPlain({ summary: '', blocks }, { reader })).toBe('H\nA\n1\n\nt\nNote: n\n\nA\n1');
  });

  it('shows very long replies', () => {
    const rows = table(
      [column('A', 1)],
      Array.from({ length: 200_000 }, () => ['1']),
    );
    const shown = renderPlain({ summary: '', blocks: [rows, code('x\n'.repeat(200_000))] }, { reader });
    expect(shown.split('\n')).toHaveLength(400_002);
  });

  it('shows a moment in the time zone of the reader', () => {
    const at = { kind: 'time', at: noon, style: 'moment' } as const;
    const dhaka = { locale: 'en-IN', timeZone: 'Asia/Dhaka' };
    expect(renderPlain({ summary: '', blocks: [text(at)] }, { reader: dhaka })).toContain('12:30:00');
  });
});
