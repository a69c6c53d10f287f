import { join } from 'node:path';
import { Low } from 'lowdb';
import type { Log } from '../core/log.ts';
import type { Store } from '../core/store.ts';
import type { Clock } from '../core/time/clock.ts';
import type { AuditVerdict } from './audit/audit-file.ts';
import { openAudit } from './audit/audit-file.ts';
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
  /** The file system; the machine's own unless a test brings another. */
  readonly disk?: Disk;
  /** From what size on the journal is folded, and the audit goes on in a new file. */
  readonly limits?: { readonly journalBytes: number; readonly auditBytes: number };
}

export interface FileStore extends Store {
  /** Reads the whole audit and names the first record that is not what was written. */
  verifyAudit(): Promise<AuditVerdict>;
  /** Writes everything as it is at this moment into one new file, sealed and as encrypted as it rests. */
  exportState(path: string): Promise<void>;
}

const defaultLimits = { journalBytes: 4 << 20, auditBytes: 1 << 20 };

/**
 * Opens the store in `folder`, for this process alone. A change is one line of a journal, synced before it counts;
 * the journal is folded into a new snapshot (lowdb's) when it outgrows it, and when the store closes.
 * Throws `SetupError`: 75 when another process has it, 78 when what is there cannot be trusted.
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
  const place = { disk, folder, key: keys.stateMac, origin: macContexts.journal };
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
    unfolded = true;
    grown += journal.end().length - before;
    if (grown > foldAt) folding ??= fold();
  });
  let { generation, snapshot, audit: auditAtSnapshot } = loaded;
  let grown = loaded.journalled.bytes;
  let foldAt = Math.max(limits.journalBytes, adapter.bytes());
  let unfolded = loaded.journalled.transactions > 0;
  let folding: Promise<void> | undefined;
  let closing: Promise<void> | undefined;

  async function testify(): Promise<void> {
    try {
      await rollbackGuard?.write(generation);
    } catch (thrown) {
      raise({ kind: 'witness-failed', file: journal.end().name, code: codeOf(thrown) });
    }
  }

  /** Between two batches a new journal is begun; then the state of that moment is written while changes go on. */
  async function fold(): Promise<void> {
    try {
      const { after, frozen } = await changes.between(async () => {
        const after = journal.end().tip;
        await journal.roll(journalFile(generation + 1), journalHeader(generation + 1, after));
        generation += 1;
        grown = 0;
        unfolded = false;
        return { after, frozen: changes.freeze() };
      });
      try {
        await testify();
        db.data = { generation, after, audit: audit.head(), rows: frozen.rows() };
        await db.write();
      } finally {
        frozen.release();
      }
      const kept = snapshot;
      ({ generation: snapshot, audit: auditAtSnapshot } = db.data);
      foldAt = Math.max(limits.journalBytes, adapter.bytes());
      await removeJournals(kept);
    } catch (thrown) {
      unfolded = true;
      foldAt = Math.max(foldAt, grown) * 2;
      raise({ kind: 'fold-failed', file: journal.end().name, code: codeOf(thrown) });
    } finally {
      db.data = noSnapshot;
      folding = undefined;
    }
  }

  /** The previous snapshot keeps the journals that lead from it to now. */
  async function removeJournals(before: number): Promise<void> {
    for (const name of await disk.list(folder)) {
      if ((generationOf(name) ?? before) < before) await disk.remove(join(folder, name));
    }
  }

  async function shut(): Promise<void> {
    await changes.close();
    await folding;
    try {
      await audit.close();
      if (unfolded) await fold();
      await journal.close();
    } finally {
      await release();
    }
  }

  if (generation > loaded.known) await testify();
  db.data = noSnapshot;
  if (unfolded) folding = fold();

  return {
    read: changes.read,
    transact: changes.transact,
    audit: { append: audit.append, read: audit.read },
    verifyAudit: () => audit.verify(auditAtSnapshot),
    async exportState(path) {
      const frozen = changes.freeze();
      try {
        await writeBackup(
          { disk, path, key: keys.stateMac, origin: macContexts.backup },
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
