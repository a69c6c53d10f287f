import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/core/command/command.ts';
import { reasons } from '../../src/core/errors/errors.ts';
import type { Source } from '../../src/core/figures/source.ts';
import type { Capability, Reading } from '../../src/core/provider/provider.ts';
import { maskReply } from '../../src/core/reply/mask.ts';
import type { Reply, TableBlock } from '../../src/core/reply/types.ts';
import { parseRequest } from '../../src/engine/answer/request.ts';
import { ask, indianReader } from '../commands/ask.ts';
import { plain } from '../commands/plain.ts';
import { emptySummary, failed, ok, sampleSources } from '../fakes/books.ts';
import { createFakeClock } from '../fakes/clock.ts';

/** Account and phone numbers of the sample operator: they must never be in an unmasked place. */
const numbers = ['1234567890', '1122334455', '123456789', '34343432323232', '342434334343'];

/** The contract of every command, for any answers of its providers. */
export function commandContract(commands: readonly Command[]): void {
  for (const command of commands) describe(`/${command.name}`, () => contractOf(command, commands));
}

function contractOf(command: Command, commands: readonly Command[]): void {
  it('has a summary in one short sentence', () => {
    expect(command.summary.length).toBeGreaterThan(5);
    expect(command.summary.length).toBeLessThanOrEqual(100);
    expect(command.name).toMatch(/^[a-z]+$/);
    expect(command.examples.length).toBeGreaterThan(0);
  });

  for (const line of command.examples) {
    it(`answers its example ${line}`, async () => {
      expect(parseRequest(line, commands, () => commands)).toMatchObject({
        kind: 'request',
        command: { name: command.name },
      });
      const { reply } = await ask(line);
      expectWellFormed(reply, commands);
    });

    it(`has no full numbers in the notification, buttons and masked blocks of ${line}`, async () => {
      const { reply } = await ask(line);
      const { blocks } = maskReply(reply);
      const seen = plain({ ...reply, blocks }, indianReader);
      for (const number of numbers) expect(seen).not.toContain(number);
    });

    it.each(worlds)(`answers ${line} $when`, async ({ sources }) => {
      const clock = createFakeClock();
      const { reply } = await ask(line, { clock, sources: sources(clock) });
      expectWellFormed(reply, commands);
    });

    it(`answers ${line} when every question fails, for each reason`, async () => {
      for (const reason of reasons) {
        const clock = createFakeClock();
        const sources = everyAnswer(clock, async () => failed(reason));
        expectWellFormed((await ask(line, { clock, sources })).reply, commands);
      }
    });

    it(`answers ${line} at its deadline when every provider is silent`, async () => {
      const clock = createFakeClock();
      const silent = () => new Promise<never>(() => {});
      const answer = ask(line, { clock, sources: everyAnswer(clock, silent) });
      await clock.advance(20_000);
      const { reply } = await answer;
      expectWellFormed(reply, commands);
      expect(clock.sleepers()).toBe(0);
    });
  }
}

type Clock = ReturnType<typeof createFakeClock>;

interface World {
  readonly when: string;
  readonly sources: (clock: Clock) => readonly Source[];
}

const worlds: readonly World[] = [
  { when: 'when no connection is set up', sources: () => [] },
  {
    when: 'when the providers list nothing',
    sources: (clock) => {
      const now = clock.now();
      const accounts = ok({ accounts: [], notes: [] }, now);
      return sampleSources(clock, {
        payatom: { accounts, limits: accounts, summary: ok(emptySummary, now) },
        airpay: { balances: ok([], now) },
        'wallets-api': {
          wallets: ok({ wallets: [], complete: true, unreadable: 0 }, now),
          wallet: failed('not-found'),
        },
      });
    },
  },
  {
    when: 'when the connections can answer nothing',
    sources: (clock) => sampleSources(clock).map((source) => ({ ...source, can: {} })),
  },
];

function everyAnswer(clock: Clock, answer: () => Promise<Reading<never>>): readonly Source[] {
  return sampleSources(clock).map((source) => {
    const can = Object.keys(source.can).map((capability) => [capability as Capability, answer]);
    return { ...source, can: Object.fromEntries(can) };
  });
}

/** Checks the properties of a reply that adapters require. */
export function expectWellFormed(reply: Reply, commands: readonly Command[]): void {
  expect(reply.summary).toMatch(/^\S.*\S$/);
  expect(reply.summary).not.toMatch(/undefined|NaN|\[object/);
  expect(reply.blocks.length).toBeGreaterThan(0);
  expect(plain(reply, indianReader)).not.toMatch(/undefined|NaN|\[object/);
  const tables = reply.blocks.filter((block): block is TableBlock => block.kind === 'table');
  expect(tables.filter(({ paged }) => paged).length).toBeLessThanOrEqual(1);
  for (const { columns, rows } of tables) {
    for (const row of rows) expect(row).toHaveLength(columns.length);
    expect(columns.filter(({ priority }) => priority === 1).length).toBeGreaterThan(0);
  }
  for (const { label, line } of reply.actions ?? []) {
    expect(label).not.toBe('');
    expect(parseRequest(line, commands, () => commands)).toMatchObject({ kind: 'request' });
  }
}
