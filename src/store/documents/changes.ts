import { yieldToEventLoop } from '../../core/async/yield.ts';
import type { ReadView, StoreTransaction } from '../../core/store.ts';
import { batchWindow } from '../disk/batch-window.ts';
import { closedError } from '../errors.ts';
import type { Tables } from './tables.ts';
import { createTables } from './tables.ts';
import { createTransaction } from './transaction.ts';
import { createView } from './view.ts';
import type { DocumentWrite, Persist } from './write.ts';

/** What stays as it was while changes go on, until it is released. */
export interface SnapshotView {
  readonly view: ReadView;
  /** Every document: collection, id and JSON text. */
  rows(): Iterable<readonly [collection: string, id: string, text: string]>;
  release(): void;
}

export type Changes = ReturnType<typeof createChanges>;

/** Transactions that wait are persisted together, but no more than this at once, so that nobody waits for ever. */
const batchSize = 4096;
/** After so many changes the event loop gets its turn. */
const turn = 64;

interface Job {
  /** Runs the change over what is staged; returns what to tell its caller once the batch is durable. */
  run(staged: Tables, written: (readonly DocumentWrite[])[]): Promise<() => void>;
  fail(reason: unknown): void;
}

/**
 * Runs changes one after the other over committed state and makes each batch durable before it counts.
 * `state` holds committed documents only, at every moment.
 */
export function createChanges(state: Tables, persist: Persist) {
  const waiting: Job[] = [];
  const steps: (() => Promise<void>)[] = [];
  const frozen = new Set<Tables>();
  let working: Promise<void> | undefined;
  let closed = false;

  async function work(): Promise<void> {
    while (steps.length > 0 || waiting.length > 0) {
      await batchWindow();
      await steps.shift()?.();
      if (waiting.length > 0) await runBatch(waiting.splice(0, batchSize));
    }
    working = undefined;
  }

  async function runBatch(jobs: readonly Job[]): Promise<void> {
    const staged = createTables();
    const written: (readonly DocumentWrite[])[] = [];
    const settle: (() => void)[] = [];
    for (const [count, job] of jobs.entries()) {
      settle.push(await job.run(staged, written));
      if (count % turn === turn - 1) await yieldToEventLoop();
    }
    try {
      if (written.length > 0) await persist(written);
    } catch (reason) {
      for (const job of jobs) job.fail(reason);
      return;
    }
    for (const writes of written) for (const write of writes) commit(write);
    for (const done of settle) done();
  }

  function commit([collection, id, row]: DocumentWrite): void {
    const table = state.of(collection);
    for (const older of frozen) {
      const kept = older.of(collection);
      if (kept.get(id) === undefined) kept.set(id, table.get(id) ?? null);
    }
    table.set(id, row ?? undefined);
  }

  function freeze(): SnapshotView {
    const older = createTables();
    frozen.add(older);
    return {
      view: createView(state, older),
      rows: () => rowsOf(state, older),
      release: () => void frozen.delete(older),
    };
  }

  return {
    freeze,
    async read<T>(query: (view: ReadView) => Promise<T>): Promise<T> {
      if (closed) throw closedError();
      const { view, release } = freeze();
      try {
        return await query(view);
      } finally {
        release();
      }
    },
    transact<T>(change: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
      if (closed) return Promise.reject(closedError());
      return new Promise<T>((resolve, reject) => {
        waiting.push({
          async run(staged, written) {
            const transaction = createTransaction(state, staged);
            try {
              const value = await change(transaction.port);
              const writes = transaction.end();
              if (writes.length > 0) written.push(writes);
              return () => resolve(value);
            } catch (thrown) {
              transaction.undo();
              return () => reject(thrown);
            }
          },
          fail: reject,
        });
        working ??= work();
      });
    },
    /** Runs a step while no change is under way. It is run also after `close`. */
    between<T>(step: () => Promise<T>): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        steps.push(() => step().then(resolve, reject));
        working ??= work();
      });
    },
    /** Refuses what comes and waits for what came. */
    async close(): Promise<void> {
      closed = true;
      await working;
    },
  };
}

/** What was in `state` before the changes that `older` remembers; changes may go on while it is read. */
function* rowsOf(state: Tables, older: Tables): Iterable<readonly [string, string, string]> {
  for (const name of state.names()) {
    const now = state.of(name);
    const kept = older.of(name);
    const gone = kept.unordered().filter((id) => now.get(id) === undefined);
    for (const id of [...now.unordered(), ...gone]) {
      const before = kept.get(id);
      const text = before === undefined ? now.get(id) : before;
      if (typeof text === 'string') yield [name, id, text];
    }
  }
}
