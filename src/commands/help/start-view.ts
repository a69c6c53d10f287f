import type { Command, Context } from '../../core/command/command.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { heading, line, reply, text } from '../../core/reply/build.ts';
import type { Reply } from '../../core/reply/types.ts';
import { buttonFor } from './help-view.ts';

const startWords = {
  title: 'Walletwatch: balances and limits of your payment accounts, in chat.',
  what: 'It reads your providers and never moves money. A figure that it cannot read is shown as unknown.',
  try: 'Try:',
  ask: 'No operator is granted to you yet. Send an admin this id: ',
};

/** The lines to try first. Only those that the user may run are offered. */
const firstLines = ['balance', 'accounts', 'summary', 'help', 'whoami'];

/** The reply to `/start`: what Walletwatch is, and lines to try. */
export function startReply({ commands, access, principal }: Context): Reply {
  const offered = (name: string) => commands.some((command: Command) => command.name === name);
  const lines = firstLines
    .filter(offered)
    .slice(0, 3)
    .map((name) => renderLine(name));
  const isGranted = access.operators.size > 0 || access.everywhere;
  const blocks = [
    heading(startWords.title),
    text(startWords.what),
    ...(isGranted ? [] : [text([startWords.ask, line(principal)])]),
    ...(lines.length === 3 ? [text(startWords.try)] : []),
    ...lines.map((sent) => text(line(sent))),
  ];
  return reply(startWords.title, blocks, lines.map(buttonFor));
}
