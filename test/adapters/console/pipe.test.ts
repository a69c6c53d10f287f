import { PassThrough, Readable, Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createConsole } from '../../../adapters/console/index.ts';
import { maxConsoleLineLength } from '../../../adapters/console/limits.ts';
import type { AnswerPort, Line } from '../../../src/core/chat/line.ts';
import { gallery } from '../gallery.ts';
import { collect, echo, ports, say, until } from './console.ts';

/** Returns the output of a console for the input of a pipe. */
async function pipe(bytes: readonly (string | Buffer)[], answer: AnswerPort): Promise<string> {
  const { output, shown } = collect();
  const running = createConsole(
    { input: Readable.from(bytes.map((part) => Buffer.from(part))), output },
    ports(answer),
  );
  await running.start();
  await running.ended;
  return shown();
}

describe('the console on a pipe', () => {
  it('answers every line in order, one at a time, and ends', async () => {
    let busy = 0;
    const answer: AnswerPort = async (line) => {
      busy += 1;
      expect(busy).toBe(1);
      for (let turns = line.text.length; turns > 0; turns--) await turn();
      busy -= 1;
      return say(`got ${line.text}`);
    };
    expect(await pipe(['/balance a long line\n/b\n', '/c'], answer)).toBe(
      'got /balance a long line\n\ngot /b\n\ngot /c\n\n',
    );
  });

  it('asks for the whole answer, as the local user in a private chat', async () => {
    const lines: Line[] = [];
    await pipe(['/accounts\n'], async (line) => {
      lines.push(line);
      return say('x');
    });
    expect(lines).toEqual([
      {
        principal: 'console:local',
        chat: { id: 'console:local', kind: 'private' },
        text: '/accounts',
        origin: 'typed',
        pageRows: 'all',
      },
    ]);
  });

  it('writes the transcript of the gallery without narrowing or cutting anything', async () => {
    const names = gallery.map(({ name }) => name);
    const answer: AnswerPort = async ({ text: name }) =>
      gallery.find((entry) => entry.name === name)?.reply ?? say('?');
    await expect(await pipe([names.join('\n')], answer)).toMatchFileSnapshot(
      '../../golden/console/transcript.txt',
    );
  });

  it('writes no prompt, no banner and no progress', async () => {
    const answer: AnswerPort = async (_, onProgress) => {
      onProgress?.({ done: 1, of: 2 });
      return say('done');
    };
    expect(await pipe(['/x\n'], answer)).toBe('done\n\n');
  });

  it.each([
    ['blank lines are passed over', ['\n \n\t\r\n/a\n\n'], ['/a']],
    ['a line may end with a carriage return', ['/a\r\n/b\r\n'], ['/a', '/b']],
    ['a line may be split over chunks', ['/ba', 'lance', '\n'], ['/balance']],
    [
      'a character may be split over chunks',
      [Buffer.from([0x2f, 0xe2]), Buffer.from([0x82, 0xb9, 0x0a])],
      ['/₹'],
    ],
    ['a byte order mark is no part of a line', ['\ufeff/a\n'], ['/a']],
    ['bytes that are not UTF-8 show', [Buffer.from([0x2f, 0xff, 0xc3, 0x28, 0x0a])], ['/��(']],
    ['a comment is a line like any other', ['# a\n'], ['# a']],
    ['other line separators stay in the line', ['/a\u2028/grant\r/b\n'], ['/a\u2028/grant\r/b']],
    ['nothing at all is nothing to do', [], []],
  ])('%s', async (_, bytes, expected) => {
    const lines: string[] = [];
    await pipe(bytes, async (line) => {
      lines.push(line.text);
      return say('x');
    });
    expect(lines).toEqual(expected);
  });

  it('passes on the start of an endless line, so that its length is answered', async () => {
    const lengths: number[] = [];
    const flood = Array.from({ length: 400 }, () => 'x'.repeat(10_000));
    await pipe([...flood, '\n/next\n'], async (line) => {
      lengths.push(line.text.length);
      return say('x');
    });
    expect(lengths).toEqual([maxConsoleLineLength + 1, '/next'.length]);
  });

  it('continues after an answer that failed, with an error message, and logs no text', async () => {
    const { output, shown } = collect();
    const given = ports(async (line) => {
      if (line.text === '/a') throw new Error('secret thing');
      return echo(line);
    });
    const running = createConsole({ input: Readable.from([Buffer.from('/a\n/b\n')]), output }, given);
    await running.start();
    await running.ended;
    expect(shown()).toBe(
      'The command could not be answered because of an internal error. Send it again.\n\ngot /b\n\n',
    );
    expect(given.logged).toEqual(['console-answer-failed']);
  });

  it('ends without an error when the output is closed', async () => {
    const broken = new Writable({
      write(_, __, done) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const asked: string[] = [];
    const answer: AnswerPort = async (line) => {
      asked.push(line.text);
      return say('x');
    };
    const lines = Array.from({ length: 1000 }, (_, index) => Buffer.from(`/${index}\n`));
    const running = createConsole({ input: Readable.from(lines), output: broken }, ports(answer));
    await running.start();
    await running.ended;
    expect(asked.length).toBeLessThan(5);
  });

  it('ends when the input breaks, without running the incomplete line', async () => {
    const input = new PassThrough();
    const { output, shown } = collect();
    const given = ports(echo);
    const running = createConsole({ input, output }, given);
    await running.start();
    input.write('/a\n/unbind de');
    await until(() => shown() !== '');
    input.destroy(new Error('read EIO'));
    await running.ended;
    expect(shown()).toBe('got /a\n\n');
    expect(given.logged).toEqual(['console-input-broken']);
  });

  it('finishes the current answer when it is stopped, and reads no more', async () => {
    const input = new PassThrough();
    const { output, shown } = collect();
    let release = () => {};
    const answer: AnswerPort = (line) => {
      return new Promise((resolve) => {
        release = () => resolve(say(`got ${line.text}`));
      });
    };
    const running = createConsole({ input, output }, ports(answer));
    await running.start();
    const idle = release;
    input.write('/a\n/b\n');
    await until(() => release !== idle);
    const stopped = running.stop();
    release();
    await stopped;
    await running.ended;
    expect(shown()).toBe('got /a\n\n');
  });

  it('can be stopped before it started', async () => {
    const running = createConsole({ input: new PassThrough(), output: collect().output }, ports(echo));
    await running.stop();
    await expect(running.ended).resolves.toBeUndefined();
  });
});
