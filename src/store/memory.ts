import type { AuditRecord, Store } from '../core/store.ts';
import type { Clock } from '../core/time/clock.ts';
import { checkEntry } from './audit/audit-entry.ts';
import { createChanges } from './documents/changes.ts';
import { createTables } from './documents/tables.ts';
import { closedError } from './errors.ts';

/** A store that lasts as long as its process, for tests. It runs the same transactions as the file store. */
export function createMemoryStore(_options: { readonly clock?: Clock } = {}): Store {
  const changes = createChanges(createTables(), async () => undefined);
  const records: AuditRecord[] = [];
  let closed = false;

  return {
    read: changes.read,
    transact: changes.transact,
    audit: {
      async append(entry) {
        if (closed) throw closedError();
        const record = { ...checkEntry(entry).document, seq: records.length + 1 };
        records.push(record);
        return { ...record };
      },
      async read({ before = Number.POSITIVE_INFINITY, limit }) {
        if (closed) throw closedError();
        const end = Math.max(0, Math.min(records.length, before - 1));
        return records
          .slice(Math.max(0, end - Math.max(0, limit)), end)
          .reverse()
          .map((record) => ({ ...record }));
      },
    },
    async close() {
      closed = true;
      await changes.close();
    },
  };
}
