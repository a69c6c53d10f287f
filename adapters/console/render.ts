import type { Progress } from '../../src/core/chat/line.ts';
import type { Reader } from '../../src/core/format/format.ts';
import { formatCount } from '../../src/core/format/format.ts';
import { renderPlain } from '../../src/core/reply/plain.ts';
import type { Reply } from '../../src/core/reply/types.ts';

/** The first lines on a terminal. */
export const banner =
  'Walletwatch. Type /balance for every balance, /help for all commands, Ctrl-D to leave.\n\n';

export const prompt = '> ';

/** Renders an answer and an empty line after it. `columns` is the terminal's width, if there is one. */
export function renderAnswer(reply: Reply, reader: Reader, columns: number | undefined): string {
  // A terminal of unknown width reports 0.
  const layout = columns === undefined || columns === 0 ? { reader } : { reader, width: columns };
  return `${renderPlain(reply, layout)}\n\n`;
}

/** `120 of 400` */
export function renderProgress({ done, of }: Progress, { locale }: Reader): string {
  return `${formatCount(done, locale)} of ${formatCount(of, locale)} …`;
}
