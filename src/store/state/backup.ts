import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { SetupError } from '../../core/errors/errors.ts';
import type { Clock } from '../../core/time/clock.ts';
import type { AuditLog } from '../audit/audit-file.ts';
import { firstSeqOf } from '../audit/file-name.ts';
import { macContexts } from '../disk/chain.ts';
import { createChainFile } from '../disk/chain-log.ts';
import type { Disk } from '../disk/disk.ts';
import { codeOf, systemDisk } from '../disk/disk.ts';
import type { StoreKeys } from '../disk/keys.ts';
import { takeLock } from '../disk/lock.ts';
import type { SealedPlace } from '../disk/sealed-file.ts';
import { readSealed, writeSealed } from '../disk/sealed-file.ts';
import type { SnapshotView } from '../documents/changes.ts';
import { storeText } from '../text.ts';
import { journalFile, journalHeader } from './journal.ts';
import type { RollbackGuard } from './load.ts';
import { isState, prepareFolder } from './load.ts';
import { createSnapshotAdapter, parseRow, renderRows } from './snapshot.ts';

const header = z.object({
  walletwatch: z.literal('backup'),
  version: z.literal(1),
  generation: z.number(),
  audit: z.strictObject({ seq: z.number(), mac: z.string() }),
});

/** Writes the frozen state and the audit into one new file. Throws (1) if the file exists. */
export async function writeBackup(
  place: SealedPlace,
  generation: number,
  frozen: SnapshotView,
  audit: AuditLog,
): Promise<void> {
  const { disk, path } = place;
  const names = await disk.list(dirname(path)).catch((thrown: unknown) => {
    throw new SetupError([storeText.unusable(dirname(path), codeOf(thrown))], 1);
  });
  if (names.includes(basename(path))) throw new SetupError([storeText.exists(path)], 1);
  const head = { walletwatch: 'backup', version: 1, generation, audit: audit.head() };
  await writeSealed(place, head, contents(frozen, audit));
}

async function* contents(frozen: SnapshotView, audit: AuditLog): AsyncIterable<string> {
  for (const row of renderRows(frozen.rows())) yield `"row"\t${row}`;
  for await (const [file, line] of audit.lines()) yield `"${file}"\t${line}`;
}

export interface ImportOptions {
  /** The data folder, which must not contain a state. */
  readonly folder: string;
  /** The backup file. */
  readonly from: string;
  readonly keys: StoreKeys;
  readonly clock: Clock;
  readonly rollbackGuard?: RollbackGuard;
  readonly disk?: Disk;
}

/** The result of a restore. */
export interface Imported {
  readonly generation: number;
  readonly documents: number;
  readonly records: number;
}

/**
 * Restores a backup into an empty folder, as a generation newer than any that the rollback guard has recorded. The whole
 * backup is verified before anything is written. The snapshot is written last; without it the folder contains no state.
 */
export async function importState(options: ImportOptions): Promise<Imported> {
  const { folder, from, keys, clock, rollbackGuard, disk = systemDisk } = options;
  const bytes = await disk.read(from).catch((thrown: unknown) => {
    throw new SetupError([storeText.unreadable(from, codeOf(thrown))], 1);
  });
  const reading = readSealed(bytes, keys.stateMac, macContexts.backup);
  if (reading.kind === 'altered') throw new SetupError([storeText.notBackup(from, reading.from, reading.to)]);
  const head = header.safeParse(reading.header);
  if (!head.success) throw new SetupError([storeText.notBackup(from, 1, 1)]);
  const { rows, segments } = splitLines(reading.lines);

  await prepareFolder(disk, folder);
  const release = await takeLock(disk, folder, clock);
  try {
    if ((await disk.list(folder)).some(isState)) throw new SetupError([storeText.notEmpty(folder)], 1);
    for (const [name, lines] of segments)
      await writeWhole(disk, join(folder, name), lines.join('\n').concat('\n'));
    const generation = Math.max((await rollbackGuard?.readGeneration()) ?? 0, head.data.generation) + 1;
    const place = { disk, folder, key: keys.stateMac, context: macContexts.journal };
    const journal = await createChainFile(place, journalFile(generation), journalHeader(generation, ''));
    await journal.file.close();
    const adapter = createSnapshotAdapter(disk, folder, keys.stateMac);
    await adapter.write({ generation, after: '', audit: head.data.audit, rows: rows.map(parseRow) });
    await rollbackGuard?.recordGeneration(generation);
    const records = [...segments.values()].reduce((sum, lines) => sum + lines.length - 1, 0);
    return { generation, documents: rows.length, records };
  } finally {
    await release();
  }
}

function splitLines(lines: readonly string[]) {
  const rows: string[] = [];
  const segments = new Map<string, string[]>();
  for (const line of lines) {
    const tab = line.indexOf('\t');
    const name = line.slice(1, tab - 1);
    const rest = line.slice(tab + 1);
    if (firstSeqOf(name) === undefined) rows.push(rest);
    else {
      const segment = segments.get(name);
      if (segment === undefined) segments.set(name, [rest]);
      else segment.push(rest);
    }
  }
  return { rows, segments };
}

async function writeWhole(disk: Disk, path: string, text: string): Promise<void> {
  const file = await disk.create(path);
  try {
    await file.write(Buffer.from(text), 0);
    await file.sync();
  } finally {
    await file.close();
  }
}
