import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { telegramLimits } from '../../../adapters/telegram/limits.ts';
import { renderButtons } from '../../../adapters/telegram/render/buttons.ts';
import { createEntityBuilder } from '../../../adapters/telegram/render/entities.ts';
import {
  markPossibleRepeat,
  type OutboundMessage,
  renderPlainText,
  renderTelegramReply,
} from '../../../adapters/telegram/render/render.ts';
import { heading, note, reply, text } from '../../../src/core/reply/build.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import { checkText, detectEntities, type Entity } from '../../emulators/telegram/entities.ts';
import { gallery, hostile, hostileReply, reader } from '../gallery.ts';

const tickets = {
  issue: async (_: string, lines: readonly string[]) =>
    lines.map((_, index) => String(index).padStart(22, 'T')),
  redeem: async () => ({ kind: 'unknown' }) as const,
};

/** The texts of a reply, checked by the emulator. */
function texts(shown: Reply): readonly (OutboundMessage & { readonly kind: 'text' })[] {
  const parcels = renderTelegramReply(shown, reader);
  return parcels.flatMap((parcel) => {
    if (parcel.kind !== 'text') return [];
    const violations: string[] = [];
    checkText(parcel.text, parcel.entities as readonly Entity[], telegramLimits.text, (what) =>
      violations.push(what),
    );
    expect(violations).toEqual([]);
    expect(detectEntities(parcel.text, parcel.entities as readonly Entity[])).toEqual([]);
    return [parcel];
  });
}

function show(parcel: OutboundMessage): string {
  if (parcel.kind !== 'text')
    return `(${parcel.kind} ${parcel.name}, ${parcel.bytes.length} bytes) ${parcel.caption}`;
  const entities = parcel.entities.map(({ type, offset, length }) => {
    return `  ${type}: ${JSON.stringify(parcel.text.slice(offset, offset + length))}`;
  });
  const buttons = parcel.buttons.map(
    (row) => `  ${row.map(({ label, line }) => `[${label} -> ${JSON.stringify(line)}]`).join(' ')}`,
  );
  return [parcel.text, '--', ...entities, ...buttons].join('\n');
}

describe('a reply as messages', () => {
  it('matches the golden file for every kind of block', async () => {
    const shown = gallery.map(({ name, reply: each }) => {
      texts(each);
      return [`=== ${name}`, ...renderTelegramReply(each, reader).map(show)].join('\n');
    });
    await expect(`${shown.join('\n\n')}\n`).toMatchFileSnapshot('../../golden/telegram/gallery.txt');
  });

  it('shows its summary when it has no blocks', () => {
    expect(texts(reply('Nothing here.', []))[0]?.text).toBe('Nothing here.');
  });

  it('is split into several if it is long, with the buttons below the last', () => {
    const lines = Array.from({ length: 300 }, (_, index) =>
      text(`This is sentence number ${index} of many.`),
    );
    const parts = texts({ ...reply('Long', lines), actions: [{ label: 'More', line: '/more' }] });
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map(({ buttons }) => buttons.length)).toEqual([...parts.slice(1).map(() => 0), 1]);
    expect(parts.map((part) => part.text).join('\n')).toContain('number 299');
  });

  it('is a file if it would be too many messages', () => {
    const lines = Array.from({ length: 3000 }, (_, index) =>
      text(`This is sentence number ${index} of many.`),
    );
    const [first, second, ...others] = renderTelegramReply(reply('3,000 sentences', lines), reader);
    expect(first).toMatchObject({ kind: 'text', text: '3,000 sentences\nThe whole answer is in the file.' });
    expect(second).toMatchObject({ kind: 'document', name: 'answer.txt' });
    expect(second?.kind === 'document' && Buffer.from(second.bytes).toString()).toContain(
      'number 2999 of many.',
    );
    expect(others).toEqual([]);
  });

  it('never has more than 100 entities', () => {
    const many = Array.from({ length: 250 }, (_, index) => ({ kind: 'code', text: `c${index}` }) as const);
    const parts = texts(reply('Many', [text(many.flatMap((piece) => [piece, ' and ']))]));
    expect(parts.length).toBe(3);
    for (const { entities } of parts) expect(entities.length).toBeLessThanOrEqual(100);
  });

  it('leaves room for the mark of a possible repeat', () => {
    const full = reply(
      'Full',
      Array.from({ length: 120 }, (_, index) => text(`Sentence ${index} is here, thirty.`)),
    );
    const [first] = texts(full);
    if (first === undefined) throw new Error('no text');
    const marked = markPossibleRepeat(first);
    expect(marked.kind === 'text' && marked.text.length).toBeLessThanOrEqual(telegramLimits.text);
    expect(marked.kind === 'text' && marked.text).toMatch(/^Possible repeat: /);
    const headed = texts(reply('x', [heading('Bold')]))[0];
    const moved = headed === undefined ? undefined : markPossibleRepeat(headed);
    expect(moved?.kind === 'text' && moved.text.slice(moved.entities[0]?.offset)).toBe('Bold');
  });

  it('can be rendered without markup as one message', () => {
    for (const { reply: each } of gallery) {
      const bare = renderPlainText(each, reader);
      if (bare.kind !== 'text') throw new Error('no text');
      checkText(bare.text, bare.entities as readonly Entity[], telegramLimits.text, (what) =>
        expect(what).toBe(''),
      );
      expect(bare.entities.map(({ type }) => type)).toEqual(['pre']);
    }
  });
});

describe('outside strings', () => {
  it.each([
    [['一', '.AA']],
    [['evil', '.example']],
    [['evil.', 'example']],
    [['user', '@upi']],
    [['12345', '67890']],
  ])('that become one word side by side create no link: %j', (strings) => {
    const [shown] = texts(reply('x', [note('warning', strings)]));
    expect(shown?.text).toContain(strings.join(''));
    expect(shown?.entities.map(({ type }) => type)).toContain('code');
  });

  it('create no links, mentions or commands, and are shown completely', () => {
    const strings = fc.oneof(
      fc.constantFrom(...hostile),
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.string({ unit: 'grapheme', maxLength: 80 }),
    );
    fc.assert(
      fc.property(fc.array(strings, { minLength: 1, maxLength: 3 }), (values) => {
        for (const { entities } of texts(hostileReply(values))) {
          for (const { type } of entities) expect(['bold', 'code', 'pre', 'text_link']).toContain(type);
        }
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    '@all',
    'evil.example',
    'tg://user?id=1',
    '/grant',
    '#tag',
    '$USD',
    'a@b.co',
    '127.0.0.1',
    '+91 98765 43210',
    '4111 1111 1111 1111',
    'ＥＶＩＬ．example',
    'see@once,evil.example/x',
  ])('are formatted as code if Telegram would link them: %s', (live) => {
    const [part] = texts(reply('x', [text(`Paid by ${live} today`)]));
    expect(part?.text).toContain('Paid by ');
    expect(part?.entities.map(({ type }) => type)).toEqual(['code']);
  });

  it('leave ordinary sentences alone', () => {
    for (const plain of [
      'Nothing found: try again, or ask an admin.',
      'It was 99.50 % at 12:00.',
      '“USD” ≠ “EUR” (yet).',
    ]) {
      expect(texts(reply('x', [text(plain)]))[0]?.entities).toEqual([]);
    }
  });

  it('of 10,000 characters are checked fast', () => {
    for (const long of [
      'x'.repeat(10_000),
      '1 '.repeat(5000),
      '.a'.repeat(5000),
      '1.'.repeat(5000),
      '@'.repeat(10_000),
    ]) {
      const composer = createEntityBuilder();
      const started = performance.now();
      composer.prose(long);
      expect(performance.now() - started).toBeLessThan(250);
      expect(composer.compose().text.length).toBeGreaterThan(0);
    }
  });
});

describe('buttons', () => {
  const markupOf = async (shown: Reply) => {
    const parcel = renderTelegramReply(shown, reader).find(({ kind }) => kind === 'text');
    return renderButtons(parcel?.kind === 'text' ? parcel.buttons : [], 'telegram:7', tickets);
  };

  it('contain short lines, and tickets for long ones', async () => {
    const long = `/balance "${'ओ'.repeat(20)}"`;
    const markup = await markupOf({
      ...reply('x', []),
      page: { number: 2, of: 3, rows: 30, previous: '/accounts', next: '/accounts page 3' },
      actions: [
        { label: 'Short', line: '/a', style: 'danger' },
        { label: 'Long', line: long },
        { label: 'A label that takes the whole row', line: '/b' },
      ],
    });
    expect(markup?.inline_keyboard).toEqual([
      [
        { text: '‹ Previous', callback_data: '/accounts' },
        { text: 'Next ›', callback_data: '/accounts page 3' },
      ],
      [
        { text: 'Short', callback_data: '/a', style: 'danger' },
        { text: 'Long', callback_data: `t:${'0'.padStart(22, 'T')}` },
      ],
      [{ text: 'A label that takes the whole row', callback_data: '/b' }],
    ]);
  });

  it('are within the limits for any lines and labels', async () => {
    const actions = [...hostile, ...hostile].map((value) => ({ label: value, line: `/balance ${value}` }));
    const markup = await markupOf({ ...reply('x', []), actions });
    const buttons = markup?.inline_keyboard.flat() ?? [];
    expect(buttons.length).toBe(telegramLimits.buttons);
    for (const button of buttons) {
      const data = 'callback_data' in button ? button.callback_data : '';
      expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
      expect(button.text.trim()).not.toBe('');
      expect(button.text.length).toBeLessThanOrEqual(telegramLimits.buttonText * 8);
    }
  });
});
