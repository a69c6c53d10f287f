import { join } from 'node:path';
import * as z from 'zod';
import { SetupError } from '../../core/errors/errors.ts';
import type { ChainReading, Mac } from '../disk/chain.ts';
import { macContexts, readChain } from '../disk/chain.ts';
import type { Disk } from '../disk/disk.ts';
import type { DocumentWrite } from '../documents/write.ts';
import { storeText } from '../text.ts';

const fileName = /^journal-(\d{8})\.jsonl$/;

export const journalFile = (generation: number): string =>
  `journal-${String(generation).padStart(8, '0')}.jsonl`;

/** Returns the generation in the name of a journal; undefined for any other name. */
export function generationOf(name: string): number | undefined {
  const digits = fileName.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export const journalHeader = (generation: number, after: Mac): string =>
  JSON.stringify({ walletwatch: 'journal', version: 1, generation, after });

const header = z.object({
  walletwatch: z.literal('journal'),
  version: z.literal(1),
  generation: z.number(),
  after: z.string(),
});
const line = z.object({ w: z.array(z.tuple([z.string(), z.string(), z.unknown()])) });

/** Renders a transaction as a line: its writes, with null for deleted documents. */
export function renderTransaction(writes: readonly DocumentWrite[]): string {
  const parts = writes.map(
    ([collection, id, row]) => `[${JSON.stringify(collection)},${JSON.stringify(id)},${row ?? 'null'}]`,
  );
  return `{"w":[${parts.join(',')}]}`;
}

export function parseTransaction(parsed: unknown): readonly DocumentWrite[] {
  return line
    .parse(parsed)
    .w.map(([collection, id, row]) => [collection, id, row === null ? null : JSON.stringify(row)]);
}

/** The journals after a snapshot. */
export interface Journals {
  readonly transactions: readonly (readonly DocumentWrite[])[];
  /** Generation and valid part of the last journal. */
  readonly generation: number;
  readonly last: ChainReading;
  /** Name of an empty journal, left by an interrupted compaction. */
  readonly stray: string | undefined;
  readonly bytes: number;
}

/** Reads the journals from `generation` on; `after` is the last MAC of those before. Throws (78) rather than skip any. */
export async function readJournals(
  disk: Disk,
  folder: string,
  key: Buffer,
  { generation, after }: { readonly generation: number; readonly after: Mac },
): Promise<Journals> {
  const names = await disk.list(folder);
  const top = Math.max(generation, ...names.map((name) => generationOf(name) ?? 0));
  const transactions: (readonly DocumentWrite[])[] = [];
  let bytes = 0;
  let expected = after;
  let last: { readonly generation: number; readonly reading: ChainReading } | undefined;
  for (let number = generation; number <= top; number++) {
    const name = journalFile(number);
    const path = join(folder, name);
    if (!names.includes(name)) throw new SetupError([storeText.missing(path)]);
    const reading = readChain(await disk.read(path), key, macContexts.journal);
    if (reading.kind === 'broken') throw new SetupError([storeText.broken(path, reading.line)]);
    if (reading.lines.length === 0 && number === top && last !== undefined) {
      return { transactions, generation: last.generation, last: last.reading, stray: name, bytes };
    }
    if (last?.reading.kind === 'torn') {
      throw new SetupError([storeText.broken(join(folder, journalFile(number - 1)), last.reading.line)]);
    }
    const head = header.safeParse(reading.lines[0]);
    if (!head.success) throw new SetupError([storeText.broken(path, 1)]);
    if (head.data.generation !== number || head.data.after !== expected) {
      throw new SetupError([storeText.foreign(path)]);
    }
    for (const parsed of reading.lines.slice(1)) transactions.push(parseTransaction(parsed));
    bytes += reading.length;
    expected = reading.tip;
    last = { generation: number, reading };
  }
  if (last === undefined) throw new SetupError([storeText.missing(join(folder, journalFile(generation)))]);
  return { transactions, generation: last.generation, last: last.reading, stray: undefined, bytes };
}
