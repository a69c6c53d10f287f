import type { AnswerPort } from '../../../src/core/chat/line.ts';
import { reply, text } from '../../../src/core/reply/build.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import { type Desk, type DeskOptions, openDesk } from '../../emulators/slack/desk.ts';
import type { Call, Trouble } from '../../emulators/slack/index.ts';
import { botUser, type Posted } from '../../emulators/slack/state.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';

/** A reply of one sentence for the asker only. */
export const say = (sentence: string): Reply => ({ ...reply(sentence, [text(sentence)]), audience: 'asker' });

export const echo: AnswerPort = async (line) => say(`got ${line.text}`);

let desk: Desk | undefined;

/** Options of a desk with a fake clock. */
type Options = Partial<DeskOptions> & { readonly clock?: FakeClock };

/** A desk in HTTP mode whose bot is in the channel C0PAYMENTS; closed by `closeDesk`. */
export async function aDesk(options: Options = {}): Promise<Desk & { readonly clock: FakeClock }> {
  const clock = options.clock ?? createFakeClock();
  desk = await openDesk({ mode: 'http', answer: echo, ...options, clock });
  desk.slack.channelOf('C0PAYMENTS', [botUser]);
  return { ...desk, clock };
}

/** Closes the desk that was opened last, with its emulator. */
export async function closeDesk(): Promise<void> {
  await desk?.close();
  desk = undefined;
}

/** The posted texts, in order. */
export const texts = (posted: readonly Posted[]): string[] => posted.map((each) => each.text);

/** Advances the clock in small steps until the condition is true. */
export async function pass(clock: FakeClock, condition: () => boolean): Promise<void> {
  while (!condition()) await clock.advance(50);
}

/** Applies the given troubles to the calls of these methods, in order, and none after them. */
export function inTurn(
  methods: readonly string[],
  ...troubles: Trouble[]
): (call: Call) => Trouble | undefined {
  return ({ method }) => (methods.includes(method) ? troubles.shift() : undefined);
}
