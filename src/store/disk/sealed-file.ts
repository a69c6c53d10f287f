import { basename, dirname, join } from 'node:path';
import type { Mac } from './chain.ts';
import { macOf, sealLine, splitSeal } from './chain.ts';
import type { Disk } from './disk.ts';

/**
 * The location and MAC key of a sealed file, which is written once and never appended to: a sealed header, then blocks
 * of lines. A seal ends each block; its MAC covers the block and the seal before it. The last seal is marked as such.
 * A line is tab-separated JSON values. It starts with a string, a seal with a brace.
 */
export interface SealedPlace {
  readonly disk: Disk;
  readonly path: string;
  readonly key: Buffer;
  readonly context: string;
}

/** Number of lines in a block, and so the longest synchronous work of a write. */
const blockLines = 512;

/**
 * Writes a temporary file and renames it once all of it is on the disk; an existing file of that name becomes
 * `previous`. If it rejects, the existing file still exists under one of the two names.
 */
export async function writeSealed(
  { disk, path, key, context }: SealedPlace,
  header: object,
  lines: Iterable<string> | AsyncIterable<string>,
  previous?: string,
): Promise<{ readonly bytes: number }> {
  const folder = dirname(path);
  const temporary = join(folder, temporaryName(path));
  const file = await disk.create(temporary);
  try {
    let tip: Mac = context;
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

/** The content of a sealed file, or the lines among which it was altered. */
export type SealedReading =
  | { readonly kind: 'whole'; readonly header: unknown; readonly lines: readonly string[] }
  | { readonly kind: 'altered'; readonly from: number; readonly to: number };

export function readSealed(bytes: Buffer, key: Buffer, context: string): SealedReading {
  const lines: string[] = [];
  let header: unknown;
  let tip: Mac = context;
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

let temporaryFiles = 0;
const temporaryName = (path: string): string => {
  temporaryFiles += 1;
  return `${basename(path)}.${process.pid}.${temporaryFiles}.tmp`;
};

/** Whether the name is that of a temporary file. */
export const isTemporary = (name: string): boolean => /\.\d+\.\d+\.tmp$/.test(name);
