import { basename, dirname } from 'node:path';
import type { Disk, DiskFile } from '../../src/store/disk/disk.ts';
import { isLock } from '../../src/store/disk/lock.ts';

/** A seeded random number generator from 0 to 1. */
export type Random = () => number;

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An operation on the medium. Files are numbered, because a rename can give a name to another file. */
export type Operation =
  | { readonly kind: 'write'; readonly file: number; readonly bytes: Buffer; readonly position: number }
  | { readonly kind: 'truncate'; readonly file: number; readonly length: number }
  | { readonly kind: 'sync'; readonly file: number }
  | { readonly kind: 'name'; readonly path: string; readonly file: number }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string; readonly file: number }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'sync-folder'; readonly folder: string };

type Change = Extract<Operation, { kind: 'write' | 'truncate' }>;
type Naming = Extract<Operation, { kind: 'name' | 'rename' | 'remove' }>;

/** The durable content of a disk, and the operations since that are not synced. */
export interface Medium {
  apply(operation: Operation): void;
  /** Returns the content after a power loss: operations that were not synced may be missing, torn or reordered. */
  losePower(random: Random): Medium;
  files(): ReadonlyMap<string, Buffer>;
  fileAt(path: string): number | undefined;
  bytesOf(file: number): Buffer;
  newFile(): number;
}

const sector = 512;

function changed(bytes: Buffer, change: Change): Buffer {
  if (change.kind === 'truncate') {
    const cut = Buffer.alloc(change.length);
    bytes.copy(cut, 0, 0, Math.min(bytes.length, change.length));
    return cut;
  }
  const end = change.position + change.bytes.length;
  const next = Buffer.alloc(Math.max(bytes.length, end));
  bytes.copy(next);
  change.bytes.copy(next, change.position);
  return next;
}

function named(names: Map<string, number>, naming: Naming): void {
  if (naming.kind === 'remove') names.delete(naming.path);
  else if (naming.kind === 'name') names.set(naming.path, naming.file);
  else {
    if (names.get(naming.from) === naming.file) names.delete(naming.from);
    names.set(naming.to, naming.file);
  }
}

export function createMedium(
  platter: ReadonlyMap<number, Buffer> = new Map(),
  durableNames: ReadonlyMap<string, number> = new Map(),
): Medium {
  const durable = new Map(platter);
  const current = new Map(platter);
  const pending = new Map<number, Change[]>();
  const keptNames = new Map(durableNames);
  const names = new Map(durableNames);
  let namings: Naming[] = [];
  let next = Math.max(0, ...platter.keys()) + 1;

  return {
    apply(operation) {
      switch (operation.kind) {
        case 'write':
        case 'truncate': {
          current.set(operation.file, changed(current.get(operation.file) ?? Buffer.alloc(0), operation));
          const list = pending.get(operation.file);
          if (list === undefined) pending.set(operation.file, [operation]);
          else list.push(operation);
          return;
        }
        case 'sync':
          durable.set(operation.file, current.get(operation.file) ?? Buffer.alloc(0));
          pending.delete(operation.file);
          return;
        case 'name':
        case 'rename':
        case 'remove':
          if (operation.kind === 'name') {
            next = Math.max(next, operation.file + 1);
            if (!current.has(operation.file)) current.set(operation.file, Buffer.alloc(0));
            if (!durable.has(operation.file)) durable.set(operation.file, Buffer.alloc(0));
          }
          named(names, operation);
          namings.push(operation);
          return;
        case 'sync-folder': {
          const within = (naming: Naming) =>
            dirname(naming.kind === 'rename' ? naming.to : naming.path) === operation.folder;
          for (const naming of namings.filter(within)) named(keptNames, naming);
          namings = namings.filter((naming) => !within(naming));
        }
      }
    },
    losePower(random) {
      const inOrder = random() < 0.5;
      const likelihood = random();
      const leftNames = new Map(keptNames);
      for (const naming of namings) {
        if (random() < likelihood) named(leftNames, naming);
        else if (inOrder) break;
      }
      const left = new Map<number, Buffer>();
      for (const file of new Set(leftNames.values())) {
        let bytes = durable.get(file) ?? Buffer.alloc(0);
        for (const change of pending.get(file) ?? []) {
          if (random() < likelihood) bytes = changed(bytes, change);
          else if (change.kind === 'write' && random() < 0.7) bytes = torn(bytes, change, random);
          else if (inOrder) break;
        }
        left.set(file, bytes);
      }
      return createMedium(left, leftNames);
    },
    files: () => new Map([...names].map(([path, file]) => [path, current.get(file) ?? Buffer.alloc(0)])),
    fileAt: (path) => names.get(path),
    bytesOf: (file) => current.get(file) ?? Buffer.alloc(0),
    newFile: () => next++,
  };
}

/** Removes the locks, as if their process had ended. */
export function forgetLocks(medium: Medium, did: (operation: Operation) => void = () => undefined): void {
  for (const path of medium.files().keys()) {
    if (!isLock(basename(path))) continue;
    const operation = { kind: 'remove', path } as const;
    medium.apply(operation);
    did(operation);
  }
}

/** Creates a medium with these durable files. */
export function mediumOf(files: ReadonlyMap<string, Buffer>): Medium {
  const numbered = [...files].map(([path, bytes], index) => ({ path, bytes, file: index + 1 }));
  return createMedium(
    new Map(numbered.map(({ file, bytes }) => [file, bytes])),
    new Map(numbered.map(({ path, file }) => [path, file])),
  );
}

/** Returns a part of a write: some of its sectors, or its beginning. */
function torn(bytes: Buffer, change: Extract<Change, { kind: 'write' }>, random: Random): Buffer {
  const end = change.position + change.bytes.length;
  const next = Buffer.alloc(random() < 0.5 ? Math.max(bytes.length, end) : bytes.length);
  bytes.copy(next);
  if (random() < 0.5) {
    const part = change.bytes.subarray(0, Math.floor(random() * change.bytes.length));
    return changed(bytes, { ...change, bytes: part });
  }
  for (let start = change.position; start < next.length; start += sector - (start % sector)) {
    if (random() < 0.5) continue;
    const from = start - change.position;
    const size = Math.min(sector - (start % sector), next.length - start);
    change.bytes.copy(next, start, from, from + size);
  }
  return next;
}

/** Creates a system error as Node throws it. */
export const systemError = (code: string): Error => Object.assign(new Error(code), { code });

/** Called before each disk call: may throw before it takes effect, or apply a part of a write. */
export type Before = (call: {
  readonly name: string;
  readonly path: string;
}) => { readonly part?: number } | undefined;

/** Creates a disk on a medium. `did` is called with every operation that took effect. */
export function createLossyDisk(
  medium: Medium,
  did: (operation: Operation) => void = () => undefined,
  before: Before = () => undefined,
): Disk {
  const apply = (operation: Operation): void => {
    medium.apply(operation);
    did(operation);
  };
  const there = (path: string): number => {
    const file = medium.fileAt(path);
    if (file === undefined) throw systemError('ENOENT');
    return file;
  };
  const write = (file: number, path: string, bytes: Uint8Array, position: number): void => {
    const partly = before({ name: 'write', path });
    const whole = Buffer.from(bytes);
    const part =
      partly?.part === undefined ? whole : whole.subarray(0, Math.floor(whole.length * partly.part));
    apply({ kind: 'write', file, bytes: part, position });
    if (partly?.part !== undefined) throw systemError('ENOSPC');
  };
  const handle = (file: number, path: string): DiskFile => ({
    async write(bytes, position) {
      write(file, path, bytes, position);
    },
    async append(bytes, position) {
      write(file, path, bytes, position);
      before({ name: 'syncContent', path });
      apply({ kind: 'sync', file });
    },
    async sync() {
      before({ name: 'sync', path });
      apply({ kind: 'sync', file });
    },
    async truncate(length) {
      before({ name: 'truncate', path });
      apply({ kind: 'truncate', file, length });
    },
    async close() {
      before({ name: 'close', path });
    },
  });

  return {
    async folder(path) {
      before({ name: 'folder', path });
      return { mode: 0o700 };
    },
    async list(folder) {
      before({ name: 'list', path: folder });
      return [...medium.files().keys()]
        .filter((path) => dirname(path) === folder)
        .map((path) => basename(path));
    },
    async read(path) {
      before({ name: 'read', path });
      return Buffer.from(medium.bytesOf(there(path)));
    },
    async create(path) {
      before({ name: 'create', path });
      if (medium.fileAt(path) !== undefined) throw systemError('EEXIST');
      const file = medium.newFile();
      apply({ kind: 'name', path, file });
      return handle(file, path);
    },
    async open(path) {
      before({ name: 'open', path });
      return handle(there(path), path);
    },
    async rename(from, to) {
      before({ name: 'rename', path: from });
      apply({ kind: 'rename', from, to, file: there(from) });
    },
    async remove(path) {
      before({ name: 'remove', path });
      there(path);
      apply({ kind: 'remove', path });
    },
    async syncFolder(folder) {
      before({ name: 'syncFolder', path: folder });
      apply({ kind: 'sync-folder', folder });
    },
  };
}
