import { dirname, join } from 'node:path';
import type { Low } from 'lowdb';
import { SetupError } from '../../core/errors/errors.ts';
import { firstSeqOf } from '../audit/file-name.ts';
import type { AuditHead } from '../audit/head.ts';
import { macContexts, readChain } from '../disk/chain.ts';
import type { ChainEnd, ChainPlace } from '../disk/chain-log.ts';
import { createChainFile } from '../disk/chain-log.ts';
import type { Disk, DiskFile } from '../disk/disk.ts';
import { codeOf } from '../disk/disk.ts';
import { isTemporary } from '../disk/sealed-file.ts';
import type { Tables } from '../documents/tables.ts';
import { createTables } from '../documents/tables.ts';
import type { RaiseAlarm } from '../events.ts';
import { storeText } from '../text.ts';
import { generationOf, journalFile, journalHeader, readJournals } from './journal.ts';
import type { Snapshot } from './snapshot.ts';
import { previousSnapshotFile, snapshotFile } from './snapshot.ts';

/** A second record of the generation, outside the data folder: it detects an older state that was put back. */
export interface RollbackGuard {
  /** Undefined before the first use. */
  readGeneration(): Promise<number | undefined>;
  recordGeneration(generation: number): Promise<void>;
}

/** The state on the disk. */
export interface Loaded {
  readonly tables: Tables;
  readonly generation: number;
  /** The generation that the rollback guard has recorded; 0 if none. */
  readonly known: number;
  /** Generation of the snapshot that was read. */
  readonly snapshot: number;
  readonly audit: AuditHead;
  /** The journal to append to. */
  readonly journal: { readonly file: DiskFile; readonly end: ChainEnd };
  readonly journalled: { readonly bytes: number; readonly transactions: number };
}

/** Creates the folder, or throws (78) if other users can read it. */
export async function prepareFolder(disk: Disk, folder: string): Promise<void> {
  const { mode } = await disk.folder(folder).catch((thrown: unknown) => {
    throw new SetupError([storeText.unusable(folder, codeOf(thrown))]);
  });
  if ((mode & 0o077) !== 0) throw new SetupError([storeText.readable(folder)]);
  await disk.syncFolder(dirname(folder)).catch(() => undefined);
}

/** Whether the file is part of the state. */
export const isState = (name: string): boolean =>
  name === snapshotFile ||
  name === previousSnapshotFile ||
  generationOf(name) !== undefined ||
  firstSeqOf(name) !== undefined;

/**
 * Reads the snapshot and the journals after it. Throws (78) before anything is changed if a part cannot be verified. Only
 * a last batch whose write was interrupted is dropped, which raises an alarm.
 */
export async function loadState(
  place: ChainPlace,
  db: Low<Snapshot>,
  rollbackGuard: RollbackGuard | undefined,
  raise: RaiseAlarm,
): Promise<Loaded> {
  const { disk, folder, key } = place;
  const known = (await rollbackGuard?.readGeneration()) ?? 0;
  if (known === 0 && (await isFirstUse(place))) await initialize(place, db);

  await db.read();
  const { generation: snapshot, rows, audit, after } = db.data;
  if (snapshot === 0) throw new SetupError([storeText.missing(join(folder, snapshotFile))]);
  const journals = await readJournals(disk, folder, key, { generation: snapshot, after });
  const { generation, last, stray } = journals;
  if (generation < known) throw new SetupError([storeText.old(folder, generation, known)]);

  for (const name of await disk.list(folder)) {
    if (isTemporary(name) || name === stray) await disk.remove(join(folder, name));
  }
  const name = journalFile(generation);
  const file = await disk.open(join(folder, name));
  try {
    if (last.kind === 'torn') {
      raise({ kind: 'tail-dropped', file: name, line: last.line, bytes: last.dropped });
      await file.truncate(last.length);
    }
    await file.sync();
    await disk.syncFolder(folder);
  } catch (thrown) {
    await file.close();
    throw thrown;
  }

  const tables = createTables();
  for (const [collection, id, text] of rows) tables.of(collection).set(id, text);
  for (const writes of journals.transactions) {
    for (const [collection, id, row] of writes) tables.of(collection).set(id, row ?? undefined);
  }
  return {
    tables,
    generation,
    known,
    snapshot,
    audit,
    journal: { file, end: { name, tip: last.tip, length: last.length, batch: last.batch } },
    journalled: { bytes: journals.bytes, transactions: journals.transactions.length },
  };
}

/** Whether the folder has no state, or only the first journal of an interrupted first start. */
async function isFirstUse({ disk, folder, key }: ChainPlace): Promise<boolean> {
  const files = (await disk.list(folder)).filter(isState);
  if (files.length === 0) return true;
  if (files.length > 1 || files[0] !== journalFile(1)) return false;
  const { lines, kind } = readChain(await disk.read(join(folder, journalFile(1))), key, macContexts.journal);
  return kind !== 'broken' && lines.length <= 1;
}

async function initialize(place: ChainPlace, db: Low<Snapshot>): Promise<void> {
  const { disk, folder } = place;
  if ((await disk.list(folder)).includes(journalFile(1))) await disk.remove(join(folder, journalFile(1)));
  const { file } = await createChainFile(place, journalFile(1), journalHeader(1, ''));
  await file.close();
  db.data = { ...db.data, generation: 1 };
  await db.write();
}
