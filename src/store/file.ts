import { join } from 'node:path';
import { Low } from 'lowdb';
import type { Log } from '../core/log.ts';
import type { Store } from '../core/store.ts';
import type { Clock } from '../core/time/clock.ts';
import { openAudit } from './audit/audit-file.ts';
import type { AuditVerdict } from './audit/verify.ts';
import { macContexts } from './disk/chain.ts';
import { createChainLog } from './disk/chain-log.ts';
import type { Disk } from './disk/disk.ts';
import { codeOf, systemDisk } from './disk/disk.ts';
import type { StoreKeys } from './disk/keys.ts';
import { takeLock } from './disk/lock.ts';
import { createChanges } from './documents/changes.ts';
import type { RaiseAlarm, StoreAlarm } from './events.ts';
import { createAlarms } from './events.ts';
import { writeBackup } from './state/backup.ts';
import { generationOf, journalFile, journalHeader, renderTransaction } from './state/journal.ts';
import type { RollbackGuard } from './state/load.ts';
import { loadState, prepareFolder } from './state/load.ts';
import type { Snapshot } from './state/snapshot.ts';
import { createSnapshotAdapter, noSnapshot } from './state/snapshot.ts';

export interface FileStoreOptions {
  readonly folder: string;
  readonly keys: StoreKeys;
  readonly clock: Clock;
  readonly log: Log;
  readonly onAlarm: (alarm: StoreAlarm) => void;
  readonly rollbackGuard?: RollbackGuard;
  /** The file system; tests replace it. */
  readonly disk?: Disk;
  /** Sizes from which the journal is compacted and a new audit file is started. */
  readonly limits?: { readonly journalBytes: number; readonly auditBytes: number };
}

export interface FileStore extends Store {
  /** Reads the whole audit and returns the first record that is not as it was written, if any. */
  verifyAudit(): Promise<AuditVerdict>;
  /** Writes the current state into one new file, sealed. Credentials stay encrypted. */
  exportState(path: string): Promise<void>;
}

const defaultLimits = { journalBytes: 4 << 20, auditBytes: 1 << 20 };

/**
 * Opens the store in `folder`, for this process alone. A change is one line of a journal and is synced before it
 * counts. The journal is compacted into a new snapshot (by lowdb) when it outgrows the snapshot, and on close.
 * Throws `SetupError`: 75 if another process uses the folder, 78 if its content cannot be trusted.
 */
export async function openFileStore(options: FileStoreOptions): Promise<FileStore> {
  const { folder, clock, disk = systemDisk } = options;
  await prepareFolder(disk, folder);
  const release = await takeLock(disk, folder, clock);
  try {
    return await openLocked(options, disk, release);
  } catch (thrown) {
    await release();
    throw thrown;
  }
}

async function openLocked(
  { folder, keys, log, onAlarm, rollbackGuard, limits = defaultLimits }: FileStoreOptions,
  disk: Disk,
  release: () => Promise<void>,
): Promise<FileStore> {
  const raise: RaiseAlarm = createAlarms(log, onAlarm);
  const place = { disk, folder, key: keys.stateMac, context: macContexts.journal };
  const adapter = createSnapshotAdapter(disk, folder, keys.stateMac);
  const db = new Low<Snapshot>(adapter, noSnapshot);
  const loaded = await loadState(place, db, rollbackGuard, raise);
  const audit = await openAudit(
    { disk, folder, key: keys.auditMac },
    { known: loaded.audit, segmentBytes: limits.auditBytes, raise },
  ).catch(async (thrown: unknown) => {
    await loaded.journal.file.close();
    throw thrown;
  });

  const journal = createChainLog(place, loaded.journal.file, loaded.journal.end, raise);
  const changes = createChanges(loaded.tables, async (transactions) => {
    const before = journal.end().length;
    await journal.append(transactions.map(renderTransaction));
    isCompact = false;
    journalBytes += journal.end().length - before;
    if (journalBytes > compactFrom) compacting ??= compact();
  });
  let { generation, snapshot, audit: auditAtSnapshot } = loaded;
  let journalBytes = loaded.journalled.bytes;
  let compactFrom = Math.max(limits.journalBytes, adapter.bytes());
  let isCompact = loaded.journalled.transactions === 0;
  let compacting: Promise<void> | undefined;
  let closing: Promise<void> | undefined;

  async function recordGeneration(): Promise<void> {
    try {
      await rollbackGuard?.recordGeneration(generation);
    } catch (thrown) {
      raise({ kind: 'generation-not-recorded', file: journal.end().name, code: codeOf(thrown) });
    }
  }

  /** Starts a new journal between two batches, then writes the state of that moment while changes continue. */
  async function compact(): Promise<void> {
    try {
      const { after, frozen } = await changes.between(async () => {
        const after = journal.end().tip;
        await journal.roll(journalFile(generation + 1), journalHeader(generation + 1, after));
        generation += 1;
        journalBytes = 0;
        isCompact = true;
        return { after, frozen: changes.freeze() };
      });
      try {
        await recordGeneration();
        db.data = { generation, after, audit: audit.head(), rows: frozen.rows() };
        await db.write();
      } finally {
        frozen.release();
      }
      const previous = snapshot;
      ({ generation: snapshot, audit: auditAtSnapshot } = db.data);
      compactFrom = Math.max(limits.journalBytes, adapter.bytes());
      await removeJournals(previous);
    } catch (thrown) {
      isCompact = false;
      compactFrom = Math.max(compactFrom, journalBytes) * 2;
      raise({ kind: 'compact-failed', file: journal.end().name, code: codeOf(thrown) });
    } finally {
      db.data = noSnapshot;
      compacting = undefined;
    }
  }

  /** Removes journals older than `before`; the previous snapshot needs those that follow it. */
  async function removeJournals(before: number): Promise<void> {
    for (const name of await disk.list(folder)) {
      if ((generationOf(name) ?? before) < before) await disk.remove(join(folder, name));
    }
  }

  async function shut(): Promise<void> {
    await changes.close();
    await compacting;
    try {
      await audit.close();
      if (!isCompact) await compact();
      await journal.close();
    } finally {
      await release();
    }
  }

  if (generation > loaded.known) await recordGeneration();
  db.data = noSnapshot;
  if (!isCompact) compacting = compact();

  return {
    read: changes.read,
    transact: changes.transact,
    audit: { append: audit.append, read: audit.read },
    verifyAudit: () => audit.verify(auditAtSnapshot),
    async exportState(path) {
      const frozen = changes.freeze();
      try {
        await writeBackup(
          { disk, path, key: keys.stateMac, context: macContexts.backup },
          generation,
          frozen,
          audit,
        );
      } finally {
        frozen.release();
      }
    },
    close() {
      closing ??= shut();
      return closing;
    },
  };
}
