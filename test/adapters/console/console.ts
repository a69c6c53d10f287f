import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { ConsolePorts } from '../../../adapters/console/index.ts';
import type { AnswerPort } from '../../../src/core/chat/line.ts';
import { reply, text } from '../../../src/core/reply/build.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { reader } from '../gallery.ts';

export const say = (sentence: string): Reply => reply(sentence, [text(sentence)]);
export const echo: AnswerPort = async (line) => say(`got ${line.text}`);

/** An output and the text that was written to it; optionally a terminal. */
export function collect(more: { readonly isTTY?: boolean; readonly columns?: number } = {}) {
  const chunks: Buffer[] = [];
  const output = new Writable({
    write(chunk, _, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { output: Object.assign(output, more), shown: () => Buffer.concat(chunks).toString() };
}

/** The ports of a console, and the events that it logged. */
export function ports(answer: AnswerPort) {
  const logged: string[] = [];
  const log = (event: string) => void logged.push(event);
  const all: ConsolePorts = {
    answer,
    clock: createFakeClock(),
    log: { debug: log, info: log, warn: log, error: log },
    reader,
    commands: [],
  };
  return { ...all, logged };
}

/** Runs the event loop until the condition is true; a hang ends with the test's time limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}
