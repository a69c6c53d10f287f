import type { Command } from '../../core/command/command.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { nearest } from '../../core/command-line/nearest.ts';
import type { Token } from '../../core/command-line/token.ts';
import { line, reply, text } from '../../core/reply/build.ts';
import type { Reply } from '../../core/reply/types.ts';
import { lineText, resolveText } from './text.ts';
import { sendable } from './usage.ts';
import { usageText } from './usage-text.ts';

/** The command of the first word, with the words after it; or a reply that suggests commands. */
export type Resolved =
  | { readonly kind: 'command'; readonly command: Command; readonly words: readonly Token[] }
  | { readonly kind: 'reply'; readonly reply: Reply };

/**
 * Finds a command by its name or alias. The slash is optional; letter case and an `@name` after the command are ignored.
 * For an unknown command, suggests the nearest of the `offered` ones, which the user may run. None is run by guess.
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

/** A reply of one sentence with a button for `/help`. */
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
  const lines = near.map((suggested) => renderLine(suggested, ...rest));
  return reply(sentence, [text(sentence), ...lines.map((each) => text(line(each)))], sendable(lines));
}

/** The nearest commands by their own names, each once even if several of its aliases are near. */
function nearestCommands(typed: string, offered: readonly Command[]): readonly string[] {
  const owners = new Map(offered.flatMap((command) => namesOf(command).map((name) => [name, command.name])));
  return [
    ...new Set(nearest(typed, owners.keys(), owners.size).map((name) => owners.get(name) ?? name)),
  ].slice(0, 3);
}

function namesOf({ name, aliases = [] }: Command): readonly string[] {
  return [name, ...aliases];
}

/** `/BALANCE@WatchBot` -> `balance`. NFKC maps full-width letters to ASCII. */
function commandName({ text: typed }: Token): string {
  const plain = typed.normalize('NFKC').toLowerCase().replace(/^\//, '');
  return plain.replace(/(.)@.*$/su, '$1');
}
