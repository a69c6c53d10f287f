import { basename, dirname, join } from 'node:path';
import type { Mac } from './chain.ts';
import { macOf, sealLine, splitSeal } from './chain.ts';
import type { Disk } from './disk.ts';

/**
 * A file that is written whole and never appended to: a sealed header, then lines in blocks. A seal closes each block
 * and covers it and the seal before; the last seal says that it is the last.
 * A line is JSON values with tabs between them. It starts with a text, a seal with a brace.
 */
export interface SealedPlace {
  readonly disk: Disk;
  readonly path: string;
  readonly key: Buffer;
  readonly origin: string;
}

/** Lines in a block, and so the most that are put together before others get their turn. */
const blockLines = 512;

/**
 * Writes to a temporary file of its own and gives it its name when all of it is on the disk; the file that had the
 * name becomes `previous`. When it rejects, the file that was there is still there, by its own or that other name.
 */
export async function writeSealed(
  { disk, path, key, origin }: SealedPlace,
  header: object,
  lines: Iterable<string> | AsyncIterable<string>,
  previous?: string,
): Promise<{ readonly bytes: number }> {
  const folder = dirname(path);
  const temporary = join(folder, temporaryName(path));
  const file = await disk.create(temporary);
  try {
    let tip: Mac = origin;
    let length = 0;
    let block = '';
    let count = 0;
    const seal = async (body: object): Promise<void> => {
      const text = JSON.stringify(body);
      tip = macOf(key, tip, block, text);
      const bytes = Buffer.from(block + sealLine(text, tip));
      await file.write(bytes, length);
      length += bytes.length;
      block = '';
      count = 0;
    };
    await seal(header);
    for await (const line of lines) {
      block += `${line}\n`;
      count += 1;
      if (count === blockLines) await seal({ lines: count });
    }
    await seal({ lines: count, last: true });
    await file.sync();
    await file.close();
    if (previous !== undefined && (await disk.list(folder)).includes(basename(path))) {
      await disk.rename(path, join(folder, previous));
    }
    await disk.rename(temporary, path);
    await disk.syncFolder(folder);
    return { bytes: length };
  } catch (thrown) {
    await file.close().catch(() => undefined);
    await disk.remove(temporary).catch(() => undefined);
    throw thrown;
  }
}

/** A sealed file as read, or the lines among which it is not what was written. */
export type SealedReading =
  | { readonly kind: 'whole'; readonly header: unknown; readonly lines: readonly string[] }
  | { readonly kind: 'altered'; readonly from: number; readonly to: number };

export function readSealed(bytes: Buffer, key: Buffer, origin: string): SealedReading {
  const lines: string[] = [];
  let header: unknown;
  let tip: Mac = origin;
  let number = 1;
  let from = 1;
  let blockStart = 0;
  let position = 0;
  let ended = false;
  while (position < bytes.length && !ended) {
    const end = bytes.indexOf(10, position);
    if (end < 0) break;
    if (bytes[position] === 0x7b) {
      const split = splitSeal(bytes.subarray(position, end));
      if (split === undefined) break;
      const block = bytes.subarray(blockStart, position);
      if (macOf(key, tip, block, split.stem, '}') !== split.mac) break;
      const body = JSON.parse(`${split.stem}}`) as { readonly last?: boolean };
      if (header === undefined) header = body;
      else for (const line of block.toString().split('\n')) if (line !== '') lines.push(line);
      ended = body.last === true;
      tip = split.mac;
      blockStart = end + 1;
      from = number + 1;
    }
    position = end + 1;
    number += 1;
  }
  if (ended && position === bytes.length) return { kind: 'whole', header, lines };
  return { kind: 'altered', from, to: ended ? from : number };
}

let made = 0;
const temporaryName = (path: string): string => {
  made += 1;
  return `${basename(path)}.${process.pid}.${made}.tmp`;
};

/** Whether the name is one of a temporary file that a process left behind. */
export const isTemporary = (name: string): boolean => /\.\d+\.\d+\.tmp$/.test(name);
