import type { Command } from '../../core/command/command.ts';
import { usageOf } from '../../core/command/usage.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { nearest } from '../../core/command-line/nearest.ts';
import { heading, line, reply, strong, text } from '../../core/reply/build.ts';
import { grid } from '../../core/reply/grid.ts';
import type { Block, Reply, ReplyAction } from '../../core/reply/types.ts';

export const helpWords = {
  title: 'Commands you can send here',
  more: 'Details of a command: ',
  aside: 'Add share at the end to show the answer to everyone in a bound chat. Add page 2 for the next page.',
  aliases: 'Also: ',
};

/** The reply that lists every command that the user may run here. */
export function listReply(commands: readonly Command[]): Reply {
  const table = grid(commands, [
    { label: 'Send', priority: 1, cell: ({ name }) => line(renderLine(name)) },
    { label: 'Answer', priority: 1, cell: ({ summary }) => summary },
  ]);
  const example = renderLine(
    'help',
    commands.find(({ args }) => Object.keys(args).length > 0)?.name ?? 'help',
  );
  const blocks = [
    heading(helpWords.title),
    table,
    text([helpWords.more, line(example)]),
    text(helpWords.aside),
  ];
  return reply(helpWords.title, blocks, [buttonFor(example)]);
}

/** The reply about one command: its syntax, its details and examples. */
export function detailReply(command: Command): Reply {
  const { name, summary, details = [], aliases = [], examples } = command;
  const also = aliases.map((alias) => renderLine(alias)).join(', ');
  const blocks: Block[] = [
    heading([strong(renderLine(name)), `: ${summary}`]),
    text(line(usageOf(command))),
    ...details.map((detail) => text(detail)),
    ...(also === '' ? [] : [text([helpWords.aliases, line(also)])]),
  ];
  return reply(`${renderLine(name)}: ${summary}`, blocks, examples.map(buttonFor));
}

/** The reply for an unknown or forbidden command: the nearest names, and the line that lists all. */
export function noCommandReply(typed: string, commands: readonly Command[]): Reply {
  const near = nearest(
    typed,
    commands.map(({ name }) => name),
  );
  const sentence = `There is no command “${typed}” for you here.${near.length > 0 ? ' The nearest:' : ''}`;
  const lines = [...near.map((name) => renderLine('help', name)), renderLine('help')];
  return reply(sentence, [heading(sentence)], lines.map(buttonFor));
}

export function buttonFor(sent: string): ReplyAction {
  return { label: sent, line: sent };
}
