import type { Row } from './tables.ts';

/** One document written or, with `null`, deleted. */
export type Write = readonly [collection: string, id: string, row: Row];

/** Makes transactions durable together, in their order; all of them or, when it rejects, none. */
export type Persist = (transactions: readonly (readonly Write[])[]) => Promise<void>;
