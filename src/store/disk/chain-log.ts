import { join } from 'node:path';
import { StoreError } from '../../core/store.ts';
import type { RaiseAlarm } from '../events.ts';
import type { Mac } from './chain.ts';
import { sealBatch } from './chain.ts';
import type { Disk, DiskFile } from './disk.ts';
import { codeOf } from './disk.ts';

/** The end of a chained file. */
export interface ChainEnd {
  readonly name: string;
  readonly tip: Mac;
  readonly length: number;
  /** Number of the last batch. */
  readonly batch: number;
}

/** The location and MAC key of a chained file. `context` starts its chain. */
export interface ChainPlace {
  readonly disk: Disk;
  readonly folder: string;
  readonly key: Buffer;
  readonly context: string;
}

/** An append-only chained file. A batch is durable if `append` resolves, and is not in the file if it rejects. */
export interface ChainLog {
  end(): ChainEnd;
  /** Appends JSON objects, one line each, with one write and one sync. */
  append(bodies: readonly string[]): Promise<void>;
  /** Continues in a new file, or in the old one if it rejects. */
  roll(name: string, header: string): Promise<void>;
  close(): Promise<void>;
}

/** Creates a durable chained file with its header. If it rejects, the caller must remove the file. */
export async function createChainFile(place: ChainPlace, name: string, header: string) {
  const { text, tip } = sealBatch(place.key, place.context, 0, [header]);
  const file = await place.disk.create(join(place.folder, name));
  try {
    const bytes = Buffer.from(text);
    await file.write(bytes, 0);
    await file.sync();
    await place.disk.syncFolder(place.folder);
    return { file, end: { name, tip, length: bytes.length, batch: 0 } satisfies ChainEnd };
  } catch (thrown) {
    await file.close().catch(() => undefined);
    throw thrown;
  }
}

/**
 * Appends to `file`, which ends at `start`. After a failed write the content of the disk is unknown: nothing is written
 * until the file was truncated to its last good batch, synced and read again. Every append tries that first.
 */
export function createChainLog(
  place: ChainPlace,
  file: DiskFile,
  start: ChainEnd,
  raise: RaiseAlarm,
): ChainLog {
  const { disk, folder, key } = place;
  let current = file;
  let end = start;
  let pendingRepair: (() => Promise<void>) | undefined;
  /** The last alarm: a failure is raised once, and its end once. */
  let alarm: 'none' | 'write-failed' | 'read-only' = 'none';

  function raiseOnce(kind: 'write-failed' | 'read-only', thrown: unknown): void {
    if (alarm === kind || alarm === 'read-only') return;
    alarm = kind;
    raise({ kind, file: end.name, code: codeOf(thrown) });
  }

  function succeeded(next: ChainEnd): void {
    end = next;
    if (alarm !== 'none') raise({ kind: 'writable-again', file: end.name });
    alarm = 'none';
  }

  async function truncate(): Promise<void> {
    await current.truncate(end.length);
    await current.sync();
    const bytes = await disk.read(join(folder, end.name));
    const tail = bytes.toString('latin1', Math.max(0, bytes.length - 46));
    if (bytes.length !== end.length || tail !== `${end.tip}"}\n`)
      throw new Error('the file is not as it was written');
  }

  async function removeStray(name: string): Promise<void> {
    if ((await disk.list(folder)).includes(name)) await disk.remove(join(folder, name));
    await disk.syncFolder(folder);
  }

  async function recover(): Promise<void> {
    try {
      await pendingRepair?.();
      pendingRepair = undefined;
    } catch (thrown) {
      raiseOnce('read-only', thrown);
      throw new StoreError(
        'read-only',
        `${end.name}: writing failed, and so did the repair (${codeOf(thrown)})`,
      );
    }
  }

  async function failed(thrown: unknown, repair: () => Promise<void>): Promise<StoreError> {
    raiseOnce('write-failed', thrown);
    pendingRepair = repair;
    await recover().catch(() => undefined);
    return new StoreError('not-written', `${end.name}: not written (${codeOf(thrown)})`);
  }

  return {
    end: () => end,
    async append(bodies) {
      await recover();
      const { text, tip } = sealBatch(key, end.tip, end.batch + 1, bodies);
      const bytes = Buffer.from(text);
      try {
        await current.append(bytes, end.length);
      } catch (thrown) {
        throw await failed(thrown, truncate);
      }
      succeeded({ name: end.name, tip, length: end.length + bytes.length, batch: end.batch + 1 });
    },
    async roll(name, header) {
      await recover();
      const created = await createChainFile(place, name, header).catch(async (thrown: unknown) => {
        throw await failed(thrown, () => removeStray(name));
      });
      const old = current;
      current = created.file;
      succeeded(created.end);
      await old.close().catch(() => undefined);
    },
    close: () => current.close(),
  };
}
