import type { Readable } from 'node:stream';
import type { Chat, Principal } from '../../src/core/access/policy.ts';
import type { Line } from '../../src/core/chat/line.ts';
import { maxConsoleLineLength } from './limits.ts';

/** The user of the console. */
export const localPrincipal: Principal = 'console:local';

/** The console as a chat: one reader. */
export const localChat: Chat = { id: 'console:local', kind: 'private' };

/** Reads a command line; returns undefined for a blank one. On a pipe the answer has all rows, because no next page can be requested. */
export function readLine(text: string, interactive: boolean): Line | undefined {
  if (text.trim() === '') return undefined;
  const line: Line = { principal: localPrincipal, chat: localChat, text, origin: 'typed' };
  return interactive ? line : { ...line, pageRows: 'all' };
}

/**
 * Splits a byte stream into lines: UTF-8, with `�` for invalid bytes; LF or CRLF; the last line may have no end. A line over
 * `maxConsoleLineLength` is cut to one unit more, so that the limit is still exceeded. A stream error ends the lines.
 */
export async function* splitLines(input: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let open = '';
  try {
    for await (const chunk of input) {
      const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
      const lines = text.split('\n');
      const last = lines.pop() ?? '';
      for (const line of lines) {
        yield ended(open + line);
        open = '';
      }
      open = cut(open + last);
    }
  } catch {
    // The last line may be incomplete, so it is dropped.
    return;
  }
  open += decoder.decode();
  if (open !== '') yield ended(open);
}

function ended(line: string): string {
  return cut(line.endsWith('\r') ? line.slice(0, -1) : line);
}

function cut(line: string): string {
  return line.length > maxConsoleLineLength + 1 ? line.slice(0, maxConsoleLineLength + 1) : line;
}
