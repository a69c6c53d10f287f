import type { AnswerPort } from '../../../src/core/chat/line.ts';
import type { Call, Emulator } from '../../emulators/telegram/index.ts';
import type { Person, Room } from '../../emulators/telegram/world.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';
import { aBot, anEmulator, type Bot, said } from './bot.ts';

/** A bot and one user, with a fake clock. */
export interface Meeting {
  readonly bot: Bot;
  readonly clock: FakeClock;
  readonly emulator: Emulator;
  readonly asha: Person;
  /** Her private chat. */
  readonly alone: Room;
  /** The calls that send a message, successful or not. */
  sends(): readonly Call[];
  /** The bot's messages in a chat. Default: her chat. */
  shown(room?: Room): readonly string[];
  /** Sends a line in her chat; resolves when it is answered. */
  ask(line: string): Promise<void>;
  /** Advances the clock until the condition is true. */
  pass(condition: () => boolean): Promise<void>;
}

export const echo: AnswerPort = async (line) => said(`got ${line.text.slice(1)}`);

/** A user who has not written yet, and a started bot; closed by `closeAll`. */
export async function meet(answer: AnswerPort = echo): Promise<Meeting> {
  const clock = createFakeClock();
  const emulator = await anEmulator({ clock });
  const asha = emulator.person(101, 'Asha');
  const alone = emulator.privateChat(asha);
  const bot = await aBot({ emulator, clock, answer });
  return {
    bot,
    clock,
    emulator,
    asha,
    alone,
    sends: () => emulator.calls.filter(({ method }) => method === 'sendMessage'),
    shown: (room = alone) => emulator.answers(room).map(({ text }) => text),
    async ask(line) {
      const before = bot.finished();
      emulator.say(asha, alone, line);
      await emulator.until(() => bot.finished() > before);
    },
    async pass(condition) {
      while (!condition()) await clock.advance(200);
    },
  };
}
