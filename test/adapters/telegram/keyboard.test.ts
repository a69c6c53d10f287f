import { describe, expect, it } from 'vitest';
import {
  keepsMessage,
  layButtons,
  readButton,
  renderButtons,
} from '../../../adapters/telegram/render/buttons.ts';
import { reply } from '../../../src/core/reply/build.ts';

const chat = 'telegram:7';
const tickets = {
  issue: async (_: string, lines: readonly string[]) => lines.map((line) => `ticket of ${line.length}`),
  redeem: async (ticket: string, from: string) =>
    ticket === 'known' && from === chat
      ? ({ kind: 'line', line: '/balance long' } as const)
      : ({ kind: 'foreign' } as const),
};
const dataOf = async (line: string, keeps = false) => {
  const keyboard = await renderButtons([[{ label: 'x', line }]], chat, tickets, { keepsMessage: keeps });
  const [[button] = []] = keyboard?.inline_keyboard ?? [];
  return button !== undefined && 'callback_data' in button ? button.callback_data : undefined;
};

describe('the data of a button', () => {
  it('is the line itself up to 64 bytes, and a ticket beyond', async () => {
    const short = `/${'x'.repeat(63)}`;
    expect(await dataOf(short)).toBe(short);
    expect(await dataOf(`${short}x`)).toBe('t:ticket of 65');
    expect(await dataOf(`/${'ü'.repeat(32)}`)).toBe('t:ticket of 33');
  });

  it('counts the mark of a message that is not replaced', async () => {
    expect(await dataOf(`/${'x'.repeat(62)}`, true)).toBe(`!/${'x'.repeat(62)}`);
    expect(await dataOf(`/${'x'.repeat(63)}`, true)).toBe('!t:ticket of 64');
  });

  it('is a ticket for a line that is no command or has half a character', async () => {
    expect(await dataOf('balance')).toBe('t:ticket of 7');
    expect(await dataOf('/\ud800')).toBe('t:ticket of 2');
  });
});

describe('a pressed button', () => {
  it.each([
    ['/ack A1', { kind: 'line', line: '/ack A1' }],
    ['!/ack A1', { kind: 'line', line: '/ack A1' }],
    ['t:known', { kind: 'line', line: '/balance long' }],
    ['!t:known', { kind: 'line', line: '/balance long' }],
    ['t:other', { kind: 'foreign' }],
    ['ack A1', { kind: 'unknown' }],
    ['', { kind: 'unknown' }],
  ])('with the data %j', async (data, expected) => {
    expect(await readButton(data, chat, tickets)).toEqual(expected);
  });

  it('keeps its message only with the mark', () => {
    expect(keepsMessage('!/ack A1')).toBe(true);
    expect(keepsMessage('/ack A1')).toBe(false);
  });
});

describe('the rows of buttons', () => {
  const action = (label: string, line = `/${label}`) => ({ label, line });
  const labels = (rows: ReturnType<typeof layButtons>) => rows.map((row) => row.map(({ label }) => label));

  it('hold two short labels each, and one that is longer than 16', () => {
    const short = 'x'.repeat(16);
    const long = 'y'.repeat(17);
    const shown = reply('x', [], [action(short), action('b'), action(long), action('c')]);
    expect(labels(layButtons(shown))).toEqual([[short, 'b'], [long], ['c']]);
  });

  it('begin with the pages, and omit actions with the same line or without one', () => {
    const page = { number: 2, of: 3, rows: 60, previous: '/a page 1', next: '/a page 3' };
    const shown = {
      ...reply('x', [], [action('again', '/a page 3'), action('none', ''), action('b')]),
      page,
    };
    const [first, ...others] = layButtons(shown);
    expect(first?.map(({ line }) => line)).toEqual(['/a page 1', '/a page 3']);
    expect(labels(others)).toEqual([['b']]);
  });
});
