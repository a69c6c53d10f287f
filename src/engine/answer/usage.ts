import type { Command } from '../../core/command/command.ts';
import { usageOf } from '../../core/command/usage.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { line, reply, text } from '../../core/reply/build.ts';
import type { Reply } from '../../core/reply/types.ts';
import { usageText } from './usage-text.ts';

/** One sentence that names the fault, the lines that would be right, and how the command is written. */
export function usageReply(command: Command, sentence: string, mended: readonly string[] = []): Reply {
  const bare = renderLine(command.name);
  const example = command.examples.find((candidate) => candidate !== bare) ?? bare;
  const lines = mended.length > 0 ? mended : [example];
  const usage = usageOf(command);
  const blocks = [
    text(sentence),
    ...lines.map((mend) => text([usageText.send, line(mend)])),
    ...(usage === bare ? [] : [text([usageText.usage, line(usage)])]),
    ...(lines.includes(example) || example === bare ? [] : [text([usageText.example, line(example)])]),
  ];
  return reply(sentence, blocks, sendable(lines));
}

/** Lines as buttons. */
export function sendable(lines: readonly string[]) {
  return lines.map((sent) => ({ label: sent, line: sent }));
}
