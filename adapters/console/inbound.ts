import type { Readable } from 'node:stream';
import type { Chat, Principal } from '../../src/core/access/policy.ts';
import type { Line } from '../../src/core/chat/line.ts';
import { maxConsoleLineLength } from './limits.ts';

/** Whoever sits at the console. */
export const localPrincipal: Principal = 'console:local';

/** The console as a chat: one reader. */
export const localChat: Chat = { id: 'console:local', kind: 'private' };

/** The command line in a typed or piped line; undefined when it is blank. Where nobody can ask for page 2, all rows come. */
export function readLine(text: string, interactive: boolean): Line | undefined {
  if (text.trim() === '') return undefined;
  const line: Line = { principal: localPrincipal, chat: localChat, text, origin: 'typed' };
  return interactive ? line : { ...line, pageRows: 'all' };
}

/**
 * The lines of a byte stream: UTF-8 with `�` for what is not, ended by LF or CRLF, the last one even without an end.
 * A line over `longestLine` comes cut to one unit more. Ends quietly when the stream breaks or is destroyed.
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
    // A line that was still coming when the stream broke is not known to be whole: it is not handed on.
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
