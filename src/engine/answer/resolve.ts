import type { Command } from '../../core/command/command.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { nearest } from '../../core/command-line/nearest.ts';
import type { Token } from '../../core/command-line/token.ts';
import { line, reply, text } from '../../core/reply/build.ts';
import type { Reply } from '../../core/reply/types.ts';
import { lineText, resolveText } from './text.ts';
import { sendable } from './usage.ts';
import { usageText } from './usage-text.ts';

/** The command that the first word names, with the words behind it; or a reply that helps. */
export type Resolved =
  | { readonly kind: 'command'; readonly command: Command; readonly words: readonly Token[] }
  | { readonly kind: 'reply'; readonly reply: Reply };

/**
 * Finds a command by its name or alias: the slash is optional, `@name` behind it and case do not count. Anything else
 * gets the nearest of the `offered` commands, which are those that the asker may run; none is run by guess.
 */
export function resolve(
  tokens: readonly Token[],
  commands: readonly Command[],
  offered: () => readonly Command[],
): Resolved {
  const words = tokens[0]?.text === '/' ? tokens.slice(1) : tokens;
  const [first, ...rest] = words;
  if (first === undefined) return { kind: 'reply', reply: helpReply(lineText.empty) };
  const name = commandName(first);
  const command = commands.find((candidate) => namesOf(candidate).includes(name));
  if (command !== undefined) return { kind: 'command', command, words: rest };
  return { kind: 'reply', reply: unknownReply(name, rest, offered()) };
}

/** One sentence, and the line that lists the commands. */
export function helpReply(sentence: string): Reply {
  const help = renderLine('help');
  return reply(sentence, [text(sentence)], sendable([help]));
}

function unknownReply(name: string, rest: readonly Token[], offered: readonly Command[]): Reply {
  const near = nearestCommands(name, offered);
  if (near.length === 0) {
    const sentence = resolveText.unknown(name);
    const help = renderLine('help');
    return reply(sentence, [text(sentence), text([usageText.send, line(help)])], sendable([help]));
  }
  const sentence = resolveText.near(name, near.length > 1);
  const lines = near.map((meant) => renderLine(meant, ...rest));
  return reply(sentence, [text(sentence), ...lines.map((meant) => text(line(meant)))], sendable(lines));
}

/** Each command once, by its own name, however many of its aliases come near. */
function nearestCommands(typed: string, offered: readonly Command[]): readonly string[] {
  const owners = new Map(offered.flatMap((command) => namesOf(command).map((name) => [name, command.name])));
  return [
    ...new Set(nearest(typed, owners.keys(), owners.size).map((name) => owners.get(name) ?? name)),
  ].slice(0, 3);
}

function namesOf({ name, aliases = [] }: Command): readonly string[] {
  return [name, ...aliases];
}

/** `/BALANCE@WatchBot` -> `balance`. Here even full-width letters are the usual ones: a command is not a name. */
function commandName({ text: typed }: Token): string {
  const plain = typed.normalize('NFKC').toLowerCase().replace(/^\//, '');
  return plain.replace(/(.)@.*$/su, '$1');
}
