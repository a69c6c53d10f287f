import type { Command } from '../../core/command/command.ts';
import { usageOf } from '../../core/command/usage.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { line, reply, text } from '../../core/reply/build.ts';
import type { Reply } from '../../core/reply/types.ts';
import { usageText } from './usage-text.ts';

/** A reply with the error in one sentence, the corrected lines to send, and the usage of the command. */
export function usageReply(command: Command, sentence: string, corrected: readonly string[] = []): Reply {
  const bare = renderLine(command.name);
  const example = command.examples.find((candidate) => candidate !== bare) ?? bare;
  const lines = corrected.length > 0 ? corrected : [example];
  const usage = usageOf(command);
  const blocks = [
    text(sentence),
    ...lines.map((each) => text([usageText.send, line(each)])),
    ...(usage === bare ? [] : [text([usageText.usage, line(usage)])]),
    ...(lines.includes(example) || example === bare ? [] : [text([usageText.example, line(example)])]),
  ];
  return reply(sentence, blocks, sendable(lines));
}

/** Buttons that send these lines. */
export function sendable(lines: readonly string[]) {
  return lines.map((each) => ({ label: each, line: each }));
}
