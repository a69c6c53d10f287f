import { yieldToEventLoop } from '../../core/async/yield.ts';
import type { ReadView, StoreTransaction } from '../../core/store.ts';
import { batchWindow } from '../disk/batch-window.ts';
import { closedError } from '../errors.ts';
import type { Tables } from './tables.ts';
import { createTables } from './tables.ts';
import { createTransaction } from './transaction.ts';
import { createView } from './view.ts';
import type { DocumentWrite, Persist } from './write.ts';

/** A view of the state at one moment. Later changes do not alter it until it is released. */
export interface SnapshotView {
  readonly view: ReadView;
  /** Every document: collection, id and JSON text. */
  rows(): Iterable<readonly [collection: string, id: string, text: string]>;
  release(): void;
}

/** Maximum number of waiting transactions that are persisted together, which bounds how long each of them waits. */
const batchSize = 4096;
/** Number of changes after which the event loop runs other work. */
const yieldEvery = 64;

interface Job {
  /** Runs the change over the staged writes; returns the function that settles its promise once the batch is durable. */
  run(staged: Tables, written: (readonly DocumentWrite[])[]): Promise<() => void>;
  fail(reason: unknown): void;
}

/** Runs changes one after the other, and commits each batch to `state` only once it is durable. */
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
      if (count % yieldEvery === yieldEvery - 1) await yieldToEventLoop();
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
      const original = older.of(collection);
      if (original.get(id) === undefined) original.set(id, table.get(id) ?? null);
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
    /** Runs a step between two batches, also after `close`. */
    between<T>(step: () => Promise<T>): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        steps.push(() => step().then(resolve, reject));
        working ??= work();
      });
    },
    /** Rejects new changes and waits for those in progress. */
    async close(): Promise<void> {
      closed = true;
      await working;
    },
  };
}

/** Yields the rows of `state` before the changes recorded in `older`; further changes are possible meanwhile. */
function* rowsOf(state: Tables, older: Tables): Iterable<readonly [string, string, string]> {
  for (const name of state.names()) {
    const current = state.of(name);
    const original = older.of(name);
    const deleted = original.unordered().filter((id) => current.get(id) === undefined);
    for (const id of [...current.unordered(), ...deleted]) {
      const before = original.get(id);
      const text = before === undefined ? current.get(id) : before;
      if (typeof text === 'string') yield [name, id, text];
    }
  }
}
