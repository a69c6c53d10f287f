import type { Arg } from '../core/args.ts';
import type { Command } from '../core/command.ts';
import { renderLine } from '../core/line.ts';
import { line, reply, text } from '../core/reply/build.ts';
import type { Reply } from '../core/reply/types.ts';
import { usageText } from '../core/text/usage.ts';

/** One sentence that names the fault, the lines that would be right, and how the command is written. */
export function usageReply(command: Command, sentence: string, mended: readonly string[] = []): Reply {
  const example = command.examples[0];
  const lines = mended.length > 0 || example === undefined ? mended : [example];
  const blocks = [
    text(sentence),
    ...lines.map((mend) => text([usageText.send, line(mend)])),
    text([usageText.usage, line(usageLine(command))]),
    ...(example === undefined || lines.includes(example) ? [] : [text([usageText.example, line(example)])]),
  ];
  return reply(sentence, blocks, sendable(lines));
}

/** `/summary [date] [action_date|c_date] [account]`; what must be given stands in `<>`. */
export function usageLine({ name, args }: Command): string {
  return renderUsage(name, Object.values(args));
}

/** Lines as buttons. */
export function sendable(lines: readonly string[]) {
  return lines.map((sent) => ({ label: sent, line: sent }));
}

function renderUsage(name: string, args: readonly Arg[]): string {
  const label = (arg: Arg) => (isOptional(arg) ? `[${arg.label}]` : `<${arg.label}>`);
  return [renderLine(name), ...args.map(label)].join(' ');
}

function isOptional({ schema }: Arg): boolean {
  return schema.safeParse(undefined).success;
}
