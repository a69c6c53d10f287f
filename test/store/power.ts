import { systemClock } from '../../src/observe/clock.ts';
import type { Disk } from '../../src/store/disk/disk.ts';
import type { FileStore } from '../../src/store/file.ts';
import { openFileStore } from '../../src/store/file.ts';
import type { RollbackGuard } from '../../src/store/state/load.ts';
import { createMemoryGuard, quietLog, testKeys } from './folder.ts';
import type { Medium, Operation, Random } from './lossy-disk.ts';
import { createLossyDisk, createMedium, createRandom, forgetLocks, systemError } from './lossy-disk.ts';
import { change, countChanges, countRecords, record } from './workload.ts';

/** The sync that the disk skips; the model must detect each omission. */
export type Pretends = 'nothing' | 'file syncs' | 'folder syncs';

/** The counts of a campaign. */
export interface PowerFigures {
  readonly schedules: number;
  /** Number of stores that do not open, or whose content was never their state. */
  readonly corrupt: number;
  readonly lost: number;
  readonly example: string | undefined;
}

interface Promised {
  readonly changes: number;
  readonly records: number;
}

/** A step of a run: an operation on the medium, or an acknowledgement to a caller. */
type Step =
  | { readonly operation: Operation }
  | { readonly promised: Promised }
  | { readonly recorded: number };

const folder = '/data';
const killed = () => systemError('EKILLED');

async function openOn(disk: Disk, rollbackGuard: RollbackGuard): Promise<FileStore> {
  return openFileStore({
    folder,
    keys: testKeys,
    clock: systemClock,
    log: quietLog,
    onAlarm: () => undefined,
    disk,
    rollbackGuard,
    limits: { journalBytes: 2500, auditBytes: 1200 },
  });
}

const isSkipped = (operation: Operation, pretends: Pretends): boolean =>
  (pretends === 'file syncs' && operation.kind === 'sync') ||
  (pretends === 'folder syncs' && operation.kind === 'sync-folder');

/** Records some lives of a store, each but the last killed at some call, without a power loss. */
async function recordStory(random: Random, pretends: Pretends): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const medium = createMedium();
  const apply = medium.apply;
  const honest: Medium = {
    ...medium,
    apply: (operation) => {
      if (!isSkipped(operation, pretends)) apply(operation);
    },
  };
  const did = (operation: Operation): void => {
    if (!isSkipped(operation, pretends)) steps.push({ operation });
  };
  let promised: Promised = { changes: 0, records: 0 };
  let known: number | undefined;
  const lives = 1 + Math.floor(random() * 3);
  for (let life = 1; life <= lives; life++) {
    let left = life === lives ? Number.POSITIVE_INFINITY : 10 + Math.floor(random() * 60);
    const disk = createLossyDisk(honest, did, () => {
      left -= 1;
      if (left < 0) throw killed();
      return undefined;
    });
    /** Durable at once: the state must never be older than the recorded generation. */
    const guard: RollbackGuard = {
      readGeneration: async () => known,
      async recordGeneration(generation) {
        if (left < 0) throw killed();
        known = generation;
        steps.push({ recorded: generation });
      },
    };
    try {
      const store = await openOn(disk, guard);
      promised = { changes: await countChanges(store), records: await countRecords(store) };
      steps.push({ promised });
      const rounds = 4 + Math.floor(random() * 8);
      let next = promised.changes;
      for (let round = 0; round < rounds; round++) {
        const group = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
          next += 1;
          return next;
        });
        await Promise.all(
          group.map(async (number) => {
            await change(store, number);
            promised = { ...promised, changes: Math.max(promised.changes, number) };
            steps.push({ promised });
          }),
        );
        await record(store, promised.records + 1);
        promised = { ...promised, records: promised.records + 1 };
        steps.push({ promised });
      }
      if (random() < 0.7) await store.close();
    } catch {
      // Killed: a change that was not acknowledged may or may not be stored.
    }
    left = -1;
    await new Promise<void>((resolve) => setImmediate(resolve));
    forgetLocks(medium, did);
  }
  return steps;
}

/** Loses power at `count` random moments of one recorded run, and opens the files that are left each time. */
async function loseRepeatedly(steps: readonly Step[], random: Random, count: number): Promise<PowerFigures> {
  const figures = { schedules: 0, corrupt: 0, lost: 0, example: undefined as string | undefined };
  for (let index = 0; index < count; index++) {
    const moment = Math.floor(random() * (steps.length + 1));
    const medium = createMedium();
    let promised: Promised = { changes: 0, records: 0 };
    let known: number | undefined;
    for (const step of steps.slice(0, moment)) {
      if ('promised' in step) promised = step.promised;
      else if ('recorded' in step) known = step.recorded;
      else medium.apply(step.operation);
    }
    const left = medium.losePower(random);
    forgetLocks(left);
    figures.schedules += 1;
    try {
      const store = await openOn(createLossyDisk(left), createMemoryGuard(known));
      const changes = await countChanges(store);
      const records = await countRecords(store);
      const verdict = await store.verifyAudit();
      if (verdict.kind !== 'ok') throw new Error(`audit ${verdict.why} at ${verdict.seq}`);
      if (changes < promised.changes || records < promised.records) {
        figures.lost += 1;
        figures.example ??= `moment ${moment} of ${steps.length}: ${changes}/${promised.changes} changes, ${records}/${promised.records} records`;
      }
      await change(store, changes + 1);
      await store.close();
    } catch (thrown) {
      figures.corrupt += 1;
      figures.example ??= `moment ${moment} of ${steps.length}: ${thrown instanceof Error ? thrown.message : thrown}`;
    }
  }
  return figures;
}

/** Runs power-loss schedules: records runs from a seed, and cuts each of them at many moments. */
export async function losePower(options: {
  readonly seed: number;
  readonly schedules: number;
  readonly pretends: Pretends;
}): Promise<PowerFigures> {
  const perStory = 50;
  let total: PowerFigures = { schedules: 0, corrupt: 0, lost: 0, example: undefined };
  for (let story = 0; total.schedules < options.schedules; story++) {
    const random = createRandom(options.seed * 1_000_003 + story);
    const steps = await recordStory(random, options.pretends);
    const figures = await loseRepeatedly(
      steps,
      random,
      Math.min(perStory, options.schedules - total.schedules),
    );
    total = {
      schedules: total.schedules + figures.schedules,
      corrupt: total.corrupt + figures.corrupt,
      lost: total.lost + figures.lost,
      example: total.example ?? (figures.example && `story ${story}: ${figures.example}`),
    };
  }
  return total;
}
