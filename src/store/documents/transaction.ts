import type { StoreTransaction } from '../../core/store.ts';
import { checkDocument } from './check.ts';
import type { TableRow, Tables } from './tables.ts';
import { createView } from './view.ts';
import type { DocumentWrite } from './write.ts';

/** A change in the making: its port for the one who makes it, and its two ends. */
export interface Staging {
  readonly port: StoreTransaction;
  /** What it wrote; it takes nothing more. */
  end(): readonly DocumentWrite[];
  /** Leaves `staged` as it found it; it takes nothing more. */
  undo(): void;
}

/** Stages writes in `staged`, over what earlier transactions of the batch staged there, over committed `state`. */
export function createTransaction(state: Tables, staged: Tables): Staging {
  const view = createView(state, staged);
  const touched = new Map<string, Map<string, TableRow | undefined>>();
  let over = false;

  const write = (collection: string, id: string, row: TableRow): void => {
    if (over) throw new Error(`${collection}: the transaction is over; await every put and delete inside it`);
    const table = staged.of(collection);
    let before = touched.get(collection);
    if (before === undefined) {
      before = new Map();
      touched.set(collection, before);
    }
    if (!before.has(id)) before.set(id, table.get(id));
    table.set(id, row);
  };

  return {
    port: {
      get: view.get,
      find: view.find,
      list: view.list,
      async put(collection, id, document) {
        write(collection.name, id, checkDocument(collection, document).text);
      },
      async delete(collection, id) {
        const upper = staged.peek(collection.name)?.get(id);
        const there = upper === undefined ? state.of(collection.name).get(id) !== undefined : upper !== null;
        if (there) write(collection.name, id, null);
        return there;
      },
    },
    end() {
      over = true;
      return [...touched].flatMap(([collection, ids]) =>
        [...ids.keys()].map((id): DocumentWrite => [collection, id, staged.of(collection).get(id) ?? null]),
      );
    },
    undo() {
      over = true;
      for (const [collection, ids] of touched) {
        for (const [id, row] of ids) staged.of(collection).set(id, row);
      }
    },
  };
}
