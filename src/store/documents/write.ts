import type { TableRow } from './tables.ts';

/** One document written or, with `null`, deleted. */
export type DocumentWrite = readonly [collection: string, id: string, row: TableRow];

/** Makes transactions durable together and in order: all of them, or none if it rejects. */
export type Persist = (transactions: readonly (readonly DocumentWrite[])[]) => Promise<void>;
