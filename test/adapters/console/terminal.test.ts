import { PassThrough, Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createConsole } from '../../../adapters/console/index.ts';
import type { AnswerPort, Line } from '../../../src/core/chat/line.ts';
import { reply } from '../../../src/core/reply/build.ts';
import { gallery } from '../gallery.ts';
import { collect, echo, ports, say, until } from './console.ts';

/** A reply with a table. */
const accounts = gallery.find(({ name }) => name.startsWith('a table'))?.reply ?? reply('', []);

function terminal(answer: AnswerPort, columns = 80) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const { output, shown } = collect({ isTTY: true, columns });
  return { input, output, shown, running: createConsole({ input, output }, ports(answer)) };
}

/** Removes the control sequences. */
function plain(shown: string): string {
  return shown.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '').replaceAll('\r', '');
}

describe('the console on a terminal', () => {
  it('shows a banner and a prompt, and ends with a line break', async () => {
    const { input, shown, running } = terminal(echo);
    await running.start();
    input.write('/a\n');
    await until(() => shown().includes('got /a'));
    input.end();
    await running.ended;
    expect(plain(shown())).toBe(
      'Walletwatch. Type /balance for every balance, /help for all commands, Ctrl-D to leave.\n\n' +
        '> /a\ngot /a\n\n> \n',
    );
  });

  it('does not override the page size', async () => {
    const lines: Line[] = [];
    const { input, shown, running } = terminal(async (line) => {
      lines.push(line);
      return say('done');
    });
    await running.start();
    input.write('/accounts\n');
    await until(() => shown().includes('done'));
    await running.stop();
    expect(lines[0]).not.toHaveProperty('pageRows');
  });

  it('fits tables to its width', async () => {
    const { input, shown, running } = terminal(async () => accounts, 60);
    await running.start();
    input.write('/accounts\n');
    await until(() => shown().includes('Too narrow for'));
    await running.stop();
    const rows = shown()
      .split('\n')
      .filter((line) => line.includes('@'));
    expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(60);
  });

  it('does not narrow tables if its width is unknown', async () => {
    const { input, shown, running } = terminal(async () => accounts, 0);
    await running.start();
    input.write('/accounts\n');
    await until(() => shown().includes('/unbind'));
    await running.stop();
    expect(shown()).toContain('000123456789012345');
  });

  it('shows the progress of a slow answer, and clears it before the answer', async () => {
    const { input, shown, running } = terminal(async (_, onProgress) => {
      onProgress?.({ done: 1200, of: 4000 });
      await turn();
      return say('done');
    });
    await running.start();
    input.write('/summary\n');
    await until(() => shown().includes('done'));
    await running.stop();
    expect(shown()).toContain('\u001b[1G\u001b[2K1,200 of 4,000 …\u001b[1G\u001b[2Kdone\n');
  });

  it('ends at Ctrl-D and at Ctrl-C', async () => {
    for (const key of ['\u0004', '\u0003']) {
      const { input, running } = terminal(echo);
      await running.start();
      input.write(key);
      await running.ended;
    }
  });

  it('does not prompt if only the output is a terminal', async () => {
    const { output, shown } = collect({ isTTY: true, columns: 60 });
    const input = Readable.from([Buffer.from('/accounts\n')]);
    const lines: Line[] = [];
    const given = ports(async (line) => {
      lines.push(line);
      return accounts;
    });
    const running = createConsole({ input, output }, given);
    await running.start();
    await running.ended;
    expect(lines[0]?.pageRows).toBe('all');
    expect(shown()).toContain('Too narrow for');
    expect(shown()).not.toContain('>');
  });
});
