/**
 * Sends 50,000 hostile strings as account details in every kind of block to the emulator: `tsx
 * test/campaigns/telegram/hostile.ts [strings] [seed]`. Prints the figures; exits 1 if a message is refused or changed,
 * contains foreign markup, or does not show the text.
 */
import fc from 'fast-check';
import { telegramLimits } from '../../../adapters/telegram/limits.ts';
import { renderButtons } from '../../../adapters/telegram/render/buttons.ts';
import {
  markPossibleRepeat,
  renderPlainText,
  renderTelegramReply,
} from '../../../adapters/telegram/render/render.ts';
import {
  code,
  column,
  fields,
  heading,
  identifier,
  note,
  strong,
  table,
  text,
} from '../../../src/core/reply/build.ts';
import { stripUnsafe } from '../../../src/core/reply/clean.ts';
import type { Block } from '../../../src/core/reply/types.ts';
import { hostile, reader } from '../../adapters/gallery.ts';
import { checkText, detectEntities, type Entity } from '../../emulators/telegram/entities.ts';

const [strings = 50_000, seed = 20261120] = process.argv.slice(2).map(Number);

const live = fc.constantFrom(
  '@all',
  '@everyone',
  '/grant',
  '#tag',
  '$USD',
  'evil.example',
  'http://a.b',
  'tg://user?id=1',
  'a@b.co',
  '127.0.0.1',
  '4111111111111111',
  '+919876543210',
);
const piece = fc.oneof(
  fc.constantFrom(...hostile),
  live,
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  // Unpaired surrogates, which generators of well-formed strings do not make.
  fc
    .array(fc.integer({ min: 0xd7ff, max: 0xe000 }), { maxLength: 8 })
    .map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '\u202e',
    '\u2066',
    '\u200b',
    '\u200d',
    '\u00ad',
    '\u0000',
    '\u001b[2J',
    '\ufeff',
    '\n',
    '\r\n',
    '\u2028',
  ),
);
const value = fc.oneof(
  { weight: 20, arbitrary: fc.array(piece, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('')) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(piece, fc.integer({ min: 100, max: 400 }))
      .map(([part, times]) => part.repeat(times).slice(0, 10_000)),
  },
);

/** A reply with the string in every place where an outside string can be. */
const places: readonly ((value: string) => Block)[] = [
  (outside) => heading(outside),
  (outside) => heading(['Account ', identifier('name', outside), ': active']),
  (outside) => text(['“', outside, '”']),
  (outside) => text([strong(outside), ' is low.']),
  (outside) => text({ kind: 'code', text: outside }),
  (outside) =>
    text({
      kind: 'link',
      text: outside,
      url: `https://example.com/${encodeURIComponent(outside.replace(/\p{Cs}/gu, ''))}`,
    }),
  (outside) => note('warning', ['No answer from ', outside, '.']),
  (outside) => fields([{ label: outside, value: identifier('upi', outside) }]),
  (outside) => table([column('Name', 1), column('State', 1)], [[outside, 'active']], { caption: outside }),
  (outside) => code(outside),
];

const ours = new Set(['bold', 'code', 'pre', 'text_link']);
const counts = { strings: 0, messages: 0, files: 0, refused: 0, changed: 0, foreign: 0, unread: 0 };
const examples: string[] = [];
const started = performance.now();
const tickets = {
  issue: async (_: string, lines: readonly string[]) => lines.map(() => 'T'.repeat(22)),
  redeem: async () => ({ kind: 'unknown' }) as const,
};

function complain(what: 'refused' | 'changed' | 'foreign' | 'unread', why: string, outside: string): void {
  counts[what] += 1;
  if (examples.length < 10) examples.push(`${what}: ${why}: ${JSON.stringify(outside).slice(0, 200)}`);
}

/** The text without blanks, for comparison. */
const letters = (shown: string) => shown.replace(/\s/gu, '');

for (const outside of fc.sample(value, { numRuns: strings, seed })) {
  const place = places[counts.strings % places.length];
  counts.strings += 1;
  if (place === undefined) continue;
  const block = place(outside);
  const shown = {
    summary: 'Account details',
    blocks: [block],
    actions: [{ label: outside, line: `/balance ${outside}` }],
  };
  const parcels = renderTelegramReply(shown, reader);
  const bare = renderPlainText(shown, reader);
  let read = '';
  for (const parcel of [...parcels, bare]) {
    if (parcel.kind !== 'text') {
      counts.files += 1;
      read = letters(Buffer.from(parcel.bytes).toString());
      continue;
    }
    counts.messages += 1;
    const entities = parcel.entities as readonly Entity[];
    try {
      checkText(parcel.text, entities, telegramLimits.text, (why) => complain('changed', why, outside));
      const marked = markPossibleRepeat(parcel);
      if (marked.kind === 'text') {
        checkText(marked.text, marked.entities as readonly Entity[], telegramLimits.text, (why) =>
          complain('changed', why, outside),
        );
      }
    } catch (thrown) {
      complain('refused', String(thrown), outside);
    }
    for (const { type } of [...entities, ...detectEntities(parcel.text, entities)]) {
      if (!ours.has(type)) complain('foreign', type, outside);
    }
    if (parcel !== bare) read += letters(parcel.text);
  }
  const expected = letters(stripUnsafe(outside));
  if (!read.includes(expected)) complain('unread', read.slice(0, 80), outside);
  const first = parcels.find(({ kind }) => kind === 'text');
  const markup = await renderButtons(first?.kind === 'text' ? first.buttons : [], 'telegram:1', tickets);
  for (const button of markup?.inline_keyboard.flat() ?? []) {
    const bytes = 'callback_data' in button ? Buffer.byteLength(button.callback_data ?? '') : 0;
    if (
      bytes === 0 ||
      bytes > telegramLimits.callbackData ||
      button.text.trim() === '' ||
      /\p{Cs}/u.test(button.text)
    ) {
      complain('refused', 'a button', outside);
    }
  }
}

process.stdout.write(
  `${JSON.stringify({ ...counts, seed, seconds: Math.round((performance.now() - started) / 1000) }, null, 2)}\n`,
);
for (const example of examples) process.stdout.write(`${example}\n`);
process.exit(counts.refused + counts.changed + counts.foreign + counts.unread > 0 ? 1 : 0);
