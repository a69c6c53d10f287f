import { join } from 'node:path';
import type { Adapter } from 'lowdb';
import * as z from 'zod';
import { SetupError } from '../../core/errors/errors.ts';
import type { AuditHead } from '../audit/head.ts';
import type { Mac } from '../disk/chain.ts';
import { macContexts } from '../disk/chain.ts';
import type { Disk } from '../disk/disk.ts';
import { codeOf } from '../disk/disk.ts';
import { readSealed, writeSealed } from '../disk/sealed-file.ts';
import { storeText } from '../text.ts';

/** The whole state at the start of its generation. The journals from that generation on contain the later changes. */
export interface Snapshot {
  readonly generation: number;
  /** Last MAC of the journals before it. */
  readonly after: Mac;
  readonly audit: AuditHead;
  readonly rows: Iterable<readonly [collection: string, id: string, text: string]>;
}

/** The initial data of lowdb. */
export const noSnapshot: Snapshot = { generation: 0, after: '', audit: { seq: 0, mac: '' }, rows: [] };

export const snapshotFile = 'state.jsonl';
/** The previous snapshot; the journals after it are preserved as well. */
export const previousSnapshotFile = 'state.jsonl.bak';

const audit = z.strictObject({ seq: z.number(), mac: z.string() });
const header = z.object({
  walletwatch: z.literal('state'),
  version: z.literal(1),
  generation: z.number(),
  after: z.string(),
  audit,
});

export interface SnapshotAdapter extends Adapter<Snapshot> {
  /** Length of the file that was last read or written. */
  bytes(): number;
}

/**
 * The lowdb adapter: a sealed file, durable before `write` resolves; the previous file is preserved. `read` returns null
 * if there is no file, and throws (78) if it was altered.
 */
export function createSnapshotAdapter(disk: Disk, folder: string, key: Buffer): SnapshotAdapter {
  let bytes = 0;
  const place = { disk, path: join(folder, snapshotFile), key, context: macContexts.state };
  return {
    async read() {
      const found = await readFirst(disk, folder, [snapshotFile, previousSnapshotFile]);
      if (found === undefined) return null;
      const reading = readSealed(found.bytes, key, macContexts.state);
      if (reading.kind === 'altered') {
        throw new SetupError([storeText.altered(join(folder, found.name), reading.from, reading.to)]);
      }
      const head = header.safeParse(reading.header);
      if (!head.success) throw new SetupError([storeText.altered(join(folder, found.name), 1, 1)]);
      bytes = found.bytes.length;
      const { generation, after, audit } = head.data;
      return { generation, after, audit, rows: reading.lines.map(parseRow) };
    },
    async write({ rows, ...rest }) {
      const head = { walletwatch: 'state', version: 1, ...rest };
      ({ bytes } = await writeSealed(place, head, renderRows(rows), previousSnapshotFile));
    },
    bytes: () => bytes,
  };
}

export function* renderRows(rows: Snapshot['rows']): Iterable<string> {
  for (const [collection, id, text] of rows) {
    yield `${JSON.stringify(collection)}\t${JSON.stringify(id)}\t${text}`;
  }
}

export function parseRow(line: string): readonly [collection: string, id: string, text: string] {
  const first = line.indexOf('\t');
  const second = line.indexOf('\t', first + 1);
  return [
    JSON.parse(line.slice(0, first)),
    JSON.parse(line.slice(first + 1, second)),
    line.slice(second + 1),
  ];
}

async function readFirst(disk: Disk, folder: string, names: readonly string[]) {
  for (const name of names) {
    try {
      return { name, bytes: await disk.read(join(folder, name)) };
    } catch (thrown) {
      if (codeOf(thrown) !== 'ENOENT') throw thrown;
    }
  }
  return undefined;
}
