import type { StoreTransaction } from '../../core/store.ts';
import { checkDocument } from './check.ts';
import type { TableRow, Tables } from './tables.ts';
import { createView } from './view.ts';
import type { DocumentWrite } from './write.ts';

/** A transaction in progress: the port for the change, and the two ways to end it. */
export interface Staging {
  readonly port: StoreTransaction;
  /** Returns the writes and rejects further ones. */
  end(): readonly DocumentWrite[];
  /** Restores `staged` and rejects further writes. */
  undo(): void;
}

/** Stages writes in `staged`, on top of earlier transactions of the batch and the committed `state`. */
export function createTransaction(state: Tables, staged: Tables): Staging {
  const view = createView(state, staged);
  const touched = new Map<string, Map<string, TableRow | undefined>>();
  let isOver = false;

  const write = (collection: string, id: string, row: TableRow): void => {
    if (isOver)
      throw new Error(`${collection}: the transaction is over; await every put and delete inside it`);
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
        const exists = upper === undefined ? state.of(collection.name).get(id) !== undefined : upper !== null;
        if (exists) write(collection.name, id, null);
        return exists;
      },
    },
    end() {
      isOver = true;
      return [...touched].flatMap(([collection, ids]) =>
        [...ids.keys()].map((id): DocumentWrite => [collection, id, staged.of(collection).get(id) ?? null]),
      );
    },
    undo() {
      isOver = true;
      for (const [collection, ids] of touched) {
        for (const [id, row] of ids) staged.of(collection).set(id, row);
      }
    },
  };
}
