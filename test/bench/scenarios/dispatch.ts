import { defineCommand } from '../../../src/core/command/command.ts';
import { reply, text } from '../../../src/core/reply/build.ts';
import { createRegistry, readAccess } from '../../../src/engine/access/registry.ts';
import { createAnswer } from '../../../src/engine/answer/answer.ts';
import { createReadings } from '../../../src/engine/readings/readings.ts';
import { systemClock as clock } from '../../../src/observe/clock.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { compare } from '../harness/figures.ts';
import { inRounds, pairs } from '../harness/rounds.ts';
import type { Scenario } from '../harness/scenario.ts';
import { cpuOf } from '../harness/work.ts';

const lines = 4000;
const rounds = 21;

/** A line through the request pipeline, from its text to its reply, for the last of 1 or 20 commands. */
export const dispatch: Scenario = {
  name: 'dispatch',
  async run() {
    const pipeline = async (count: number) => {
      const ask = await openPipeline(count);
      return () => cpuOf(lines, ask);
    };
    const measured = await inRounds(
      { one: await pipeline(1), twenty: await pipeline(20) },
      { rounds, warmUp: 3 },
    );
    const goal = { name: '20 commands / 1 command', unit: 'us CPU', goal: 1.05 };
    return [compare(goal, pairs(measured.twenty, measured.one))];
  },
};

async function openPipeline(count: number) {
  const store = createMemoryStore();
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const answer = createAnswer({
    commands: Array.from({ length: count }, (_, index) => commandOf(`command${index}`)),
    clock,
    log,
    reader: { locale: 'en-IN', timeZone: 'Asia/Kolkata' },
    access: {
      async question(principal, chat) {
        return { ...(await store.read((view) => readAccess(view, principal, chat.id))), isAdmin: true };
      },
    },
    directory: { open: async () => [] },
    readings: createReadings({ clock, log }),
    audit: async () => undefined,
    registry: createRegistry(store, clock),
    records: store.audit,
  });
  return async (line: number) => {
    const name = `command${count - 1}`;
    const principal = `bench:${line % 4096}` as const;
    const asked = {
      principal,
      chat: { id: principal, kind: 'private' },
      text: `/${name}`,
      origin: 'typed',
    } as const;
    const { summary } = await answer(asked);
    if (summary !== name) throw new Error(`this is no answer to /${name}: ${summary}`);
  };
}

function commandOf(name: string) {
  return defineCommand({
    name,
    aliases: [],
    summary: `Answers ${name}`,
    examples: [`/${name}`],
    args: {},
    need: () => ({ kind: 'listed' }),
    run: async () => reply(name, [text(name)]),
  });
}
