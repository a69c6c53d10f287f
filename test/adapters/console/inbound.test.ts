import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { localChat, localPrincipal, readLine, splitLines } from '../../../adapters/console/inbound.ts';
import { maxConsoleLineLength } from '../../../adapters/console/limits.ts';

describe('a line of the console', () => {
  it('is a typed command of the local user, with all rows on a pipe', () => {
    const line = { principal: localPrincipal, chat: localChat, text: ' /balance ', origin: 'typed' };
    expect(readLine(' /balance ', true)).toEqual(line);
    expect(readLine(' /balance ', false)).toEqual({ ...line, pageRows: 'all' });
  });

  it.each(['', ' ', '\t'])('is nothing when it is blank: %j', (text) => {
    expect(readLine(text, true)).toBeUndefined();
  });
});

describe('the input of the console', () => {
  const linesOf = async (...chunks: readonly (string | Buffer)[]) => {
    const lines: string[] = [];
    for await (const line of splitLines(Readable.from(chunks))) lines.push(line);
    return lines;
  };

  it('is split at LF and CRLF, and the last line may have no end', async () => {
    expect(await linesOf('/a\r\n/b\n', '/c')).toEqual(['/a', '/b', '/c']);
  });

  it('joins a line and a character that arrive in two chunks', async () => {
    const bytes = Buffer.from('/ü\n');
    expect(await linesOf(bytes.subarray(0, 2), bytes.subarray(2))).toEqual(['/ü']);
  });

  it('cuts a line that is too long to one unit over the limit', async () => {
    const [line = ''] = await linesOf('x'.repeat(maxConsoleLineLength + 5));
    expect(line).toHaveLength(maxConsoleLineLength + 1);
    const [whole = ''] = await linesOf('x'.repeat(maxConsoleLineLength));
    expect(whole).toHaveLength(maxConsoleLineLength);
  });
});
