import { join } from 'node:path';
import { StoreError } from '../../core/store.ts';
import type { RaiseAlarm } from '../events.ts';
import type { Mac } from './chain.ts';
import { sealBatch } from './chain.ts';
import type { Disk, DiskFile } from './disk.ts';
import { codeOf } from './disk.ts';

/** Where a chained file ends. */
export interface ChainEnd {
  readonly name: string;
  readonly tip: Mac;
  readonly length: number;
  /** Number of the last batch. */
  readonly batch: number;
}

/** What a chained file is made and opened with. `origin` starts its chain. */
export interface ChainPlace {
  readonly disk: Disk;
  readonly folder: string;
  readonly key: Buffer;
  readonly origin: string;
}

/** An append-only chained file: a batch is durable when `append` resolves, and it never was when `append` rejects. */
export interface ChainLog {
  end(): ChainEnd;
  /** JSON objects, one line each: one write, one sync. */
  append(bodies: readonly string[]): Promise<void>;
  /** Goes on in a new file. When it rejects, the log goes on in the old one. */
  roll(name: string, header: string): Promise<void>;
  close(): Promise<void>;
}

/** Makes a chained file durable with its header; leaves it to the caller to remove it when this rejects. */
export async function createChainFile(place: ChainPlace, name: string, header: string) {
  const { text, tip } = sealBatch(place.key, place.origin, 0, [header]);
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
 * Appends to `file`, which ends at `start`. After a failure it is unknown what the disk holds: nothing more is written
 * until the file was cut back to its last good batch, synced and read again; every append tries that first.
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
  let mend: (() => Promise<void>) | undefined;
  /** What was raised last: a failure is told once, and its end once. */
  let trouble: 'none' | 'write-failed' | 'read-only' = 'none';

  function tell(kind: 'write-failed' | 'read-only', thrown: unknown): void {
    if (trouble === kind || trouble === 'read-only') return;
    trouble = kind;
    raise({ kind, file: end.name, code: codeOf(thrown) });
  }

  function succeeded(next: ChainEnd): void {
    end = next;
    if (trouble !== 'none') raise({ kind: 'writable-again', file: end.name });
    trouble = 'none';
  }

  async function cutBack(): Promise<void> {
    await current.truncate(end.length);
    await current.sync();
    const bytes = await disk.read(join(folder, end.name));
    const tail = bytes.toString('latin1', Math.max(0, bytes.length - 46));
    if (bytes.length !== end.length || tail !== `${end.tip}"}\n`)
      throw new Error('not the file that was written');
  }

  async function removeStray(name: string): Promise<void> {
    if ((await disk.list(folder)).includes(name)) await disk.remove(join(folder, name));
    await disk.syncFolder(folder);
  }

  async function recover(): Promise<void> {
    try {
      await mend?.();
      mend = undefined;
    } catch (thrown) {
      tell('read-only', thrown);
      throw new StoreError('read-only', `${end.name}: the disk takes no writes (${codeOf(thrown)})`);
    }
  }

  async function failed(thrown: unknown, mending: () => Promise<void>): Promise<StoreError> {
    tell('write-failed', thrown);
    mend = mending;
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
        throw await failed(thrown, cutBack);
      }
      succeeded({ name: end.name, tip, length: end.length + bytes.length, batch: end.batch + 1 });
    },
    async roll(name, header) {
      await recover();
      const made = await createChainFile(place, name, header).catch(async (thrown: unknown) => {
        throw await failed(thrown, () => removeStray(name));
      });
      const old = current;
      current = made.file;
      succeeded(made.end);
      await old.close().catch(() => undefined);
    },
    close: () => current.close(),
  };
}
