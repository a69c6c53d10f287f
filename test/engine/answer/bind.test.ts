import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reply } from '../../../src/core/reply/types.ts';
import { parseRequest } from '../../../src/engine/answer/request.ts';
import { fakeCommands } from './commands.ts';
import { anyLine } from './lines.ts';

const commands = fakeCommands();

function parse(text: string) {
  return parseRequest(text, commands, () => commands);
}

/** The arguments that were given, and the tail. */
function bound(text: string) {
  const request = parse(text);
  if (request.kind === 'reply') throw new Error(request.reply.summary);
  const args = Object.entries(request.args).filter(([, value]) => value !== undefined);
  const { command, page, share, line } = request;
  return { command: command.name, ...Object.fromEntries(args), page, share, line };
}

function refused(text: string): Reply {
  const request = parse(text);
  if (request.kind === 'request') throw new Error(`bound: ${request.line}`);
  return request.reply;
}

const lines = (reply: Reply) => (reply.actions ?? []).map(({ line }) => line);

describe('a command is found', () => {
  it.each([
    '/balance',
    'balance',
    '/BALANCE',
    '/Balance@WatchBot',
    '/ balance',
    '/bal',
    '／ｂａｌａｎｃｅ',
    '“balance”',
  ])('in %j', (text) => {
    expect(bound(text).command).toBe('balance');
  });

  it.each([
    ['/blance', 'There is no command “blance”. Did you mean this?', ['/balance']],
    [
      '/blance "John Doe" page 2',
      'There is no command “blance”. Did you mean this?',
      ['/balance "John Doe" page 2'],
    ],
    ['/wallet', 'There is no command “wallet”. Did you mean this?', ['/wallets']],
    ['hello there', 'There is no command “hello”.', ['/help']],
    ['/constructor', 'There is no command “constructor”.', ['/help']],
    ['', 'Send a command. /help lists them.', ['/help']],
    ['/', 'Send a command. /help lists them.', ['/help']],
    ['/@bot', 'There is no command “@bot”.', ['/help']],
  ])('by nobody in %j, which gets lines to send', (text, sentence, sent) => {
    expect(refused(text).summary).toBe(sentence);
    expect(lines(refused(text))).toEqual(sent);
  });

  it('is offered only to those who may run it', () => {
    const request = parseRequest('/grnat', commands, () => []);
    expect(request.kind === 'reply' && lines(request.reply)).toEqual(['/help']);
  });

  it('repeats no more of a long word than tells which it was', () => {
    expect(refused('x'.repeat(900)).summary.length).toBeLessThan(100);
  });
});

describe('arguments are recognised by their shape, in any order', () => {
  it.each([
    ['/accounts', { state: 'all' }],
    ['/accounts ACTIVE', { state: 'active' }],
    ['/accounts John Doe inactive', { state: 'inactive', target: 'John Doe' }],
    ['/accounts "active"', { state: 'all', target: 'active' }],
    ['/accounts actve', { state: 'all', target: 'actve' }],
    ['/accounts O’Brien', { state: 'all', target: "O'Brien" }],
    ['/summary c_date 00123 31-12-2023 main', { dateType: 'c_date', account: '00123', target: 'main' }],
    ['/summary yesterday', { dateType: 'action_date', day: { kind: 'back', days: 1 } }],
    ['/summary "Bank to Bank"', { target: 'Bank to Bank' }],
    ['/summary constructor', { target: 'constructor' }],
    ['/wallets inr', { currency: 'INR' }],
    ['/wallets name:"John Doe" usd x', { currency: 'USD', name: 'John Doe', target: 'x' }],
    ['/wallets "name:x"', { target: 'name:x' }],
    ['/balance "  John  " Doe', { target: 'John Doe' }],
  ])('%s', (text, expected) => {
    expect(bound(text)).toMatchObject(expected);
  });

  it.each([
    ['/accounts main page 2', { target: 'main', page: 2, share: false, line: '/accounts main' }],
    ['/accounts page 2 share', { page: 2, share: true, line: '/accounts' }],
    ['/accounts SHARE Page 007', { page: 7, share: true, line: '/accounts' }],
    ['/accounts share main', { target: 'share main', share: false }],
    ['/accounts "share"', { target: 'share', share: false, line: '/accounts "share"' }],
    ['/accounts page "2"', { target: 'page 2', page: undefined }],
    ['/accounts home page', { target: 'home page', page: undefined }],
    ['/whoami share', { share: true }],
    ['/bal  “John Doe”', { line: '/balance "John Doe"' }],
  ])('with the page and the wish to share at the end: %s', (text, expected) => {
    expect(bound(text)).toMatchObject(expected);
  });
});

describe('a wrong argument gets one sentence and a line that is right', () => {
  it.each([
    [
      '/summary 31-02-2024',
      'There is no 31-02-2024: the last day of that month is 29-02-2024.',
      ['/summary 29-02-2024'],
    ],
    [
      '/summary main 2024-01-31 c_date page 2',
      '“2024-01-31” starts with the year. Write the date as DD-MM-YYYY.',
      ['/summary main 31-01-2024 c_date page 2'],
    ],
    ['/summary last week', 'A summary covers one day, not a period.', ['/summary yesterday']],
    [
      '/summary 123 01-01-2024 to 05-01-2024',
      'A summary covers one day, not a period.',
      ['/summary 123 yesterday'],
    ],
    [
      '/summary today yesterday',
      'Give only one <date>, not both “today” and “yesterday”.',
      ['/summary today', '/summary yesterday'],
    ],
    ['/states actve', '“actve” is not known. Did you mean “active”?', ['/states active']],
    ['/states foo share', '/states does not accept “foo”.', ['/states share']],
    ['/whoami now', '/whoami does not accept “now”.', ['/whoami']],
    ['/accounts page 0', 'Page numbers start at 1.', ['/accounts page 1']],
    ['/accounts page -3', 'Page numbers start at 1.', ['/accounts page 1']],
    ['/accounts page 9999999999', 'Page numbers start at 1.', ['/accounts page 1']],
    [
      '/accounts "John Doe',
      'A quote is not closed. Close it after the name, or remove it.',
      ['/accounts "John Doe"'],
    ],
    [
      '/wallets name:',
      '“name:” has no value. Write the text to search for after the colon.',
      ['/wallets name:Main'],
    ],
    [
      `/balance ${'x'.repeat(65)}`,
      'That target has over 64 characters. Write its id or a part of its name.',
      ['/balance'],
    ],
  ])('%s', (text, sentence, sent) => {
    const reply = refused(text);
    expect(reply.summary).toBe(sentence);
    expect(lines(reply)).toEqual(sent);
    for (const line of sent) expect(parse(line).kind).toBe('request');
  });

  it('and says how the command is written, with an example', () => {
    expect(refused('/summary last week').blocks.map((block) => 'content' in block && block.content)).toEqual([
      'A summary covers one day, not a period.',
      ['Send: ', { kind: 'code', text: '/summary yesterday' }],
      ['Usage: ', { kind: 'code', text: '/summary [date] [action_date|c_date] [account] [target]' }],
    ]);
    expect(refused('/accounts page 0').blocks.slice(1)).toMatchObject([
      { content: ['Send: ', { text: '/accounts page 1' }] },
      { content: ['Usage: ', { text: '/accounts [active|inactive|all] [target]' }] },
      { content: ['Example: ', { text: '/accounts active' }] },
    ]);
    expect(refused('/whoami now').blocks.slice(1)).toMatchObject([
      { content: ['Send: ', { text: '/whoami' }] },
    ]);
  });
});

describe('any line', () => {
  it('is bound or answered, and what is bound reads back as the same', () => {
    fc.assert(
      fc.property(anyLine, (text) => {
        const request = parse(text);
        if (request.kind === 'reply') {
          expect(request.reply.summary).not.toBe('');
          return;
        }
        const again = parse(request.line);
        expect(again).toEqual({ ...request, page: undefined, share: false });
      }),
      { numRuns: 20_000 },
    );
  });
});
