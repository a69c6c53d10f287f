import type { ArgSpec, ArgsOf } from '../../core/command/arg.ts';
import type { Command } from '../../core/command/command.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { line, reply, text } from '../../core/reply/build.ts';
import type { Reply } from '../../core/reply/types.ts';
import { bindArgs } from './bind.ts';
import { helpReply, resolve } from './resolve.ts';
import { type Tokenized, tokenize } from './tokenize.ts';
import { sendable } from './usage.ts';
import { usageText } from './usage-text.ts';

/** A parsed command with its arguments, before the access decision. */
export interface Request {
  readonly kind: 'request';
  readonly command: Command;
  readonly args: ArgsOf<ArgSpec>;
  readonly line: string;
  readonly page?: number;
  readonly share: boolean;
}

/** Parses a line: tokenize, resolve, bind. Returns a reply that explains the error if one of them fails. */
export function parseRequest(
  text: string,
  commands: readonly Command[],
  offered: () => readonly Command[],
): Request | { readonly kind: 'reply'; readonly reply: Reply } {
  const tokenized = tokenize(text);
  if (tokenized.kind === 'fault') return { kind: 'reply', reply: faultReply(tokenized, commands) };
  const resolved = resolve(tokenized.tokens, commands, offered);
  if (resolved.kind === 'reply') return resolved;
  const { command } = resolved;
  const bound = bindArgs(command, resolved.words);
  return bound.kind === 'reply' ? bound : { ...bound, kind: 'request', command };
}

function faultReply(fault: Tokenized & { kind: 'fault' }, commands: readonly Command[]): Reply {
  const { sentence, corrected = [] } = fault;
  const resolved = resolve(corrected, commands, () => []);
  if (resolved.kind === 'reply') return helpReply(sentence);
  const whole = renderLine(resolved.command.name, ...resolved.words);
  return reply(sentence, [text(sentence), text([usageText.send, line(whole)])], sendable([whole]));
}
