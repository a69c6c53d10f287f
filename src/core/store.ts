import type { z } from 'zod';
import type { Instant } from './time/clock.ts';

/**
 * A kind of document. `find` uses only declared indexes, so that both a file and a database can implement it. Documents
 * are plain JSON and are checked against `schema` before they are written.
 */
export interface Collection<T = unknown, I extends string = string> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
  /** The index value of a document; undefined if the document is not in the index. */
  readonly indexes: Readonly<Record<I, (document: T) => string | undefined>>;
}

export function defineCollection<T, I extends string>(collection: Collection<T, I>): Collection<T, I> {
  return collection;
}

export interface Entry<T> {
  readonly id: string;
  readonly document: T;
}

/** A consistent view of the documents. */
export interface ReadView {
  get<T>(collection: Collection<T>, id: string): Promise<T | undefined>;
  /** Entries with this index value, in order of id. */
  find<T, I extends string>(
    collection: Collection<T, I>,
    index: I,
    value: string,
  ): Promise<readonly Entry<T>[]>;
  /** All entries, in order of id. */
  list<T>(collection: Collection<T>): Promise<readonly Entry<T>[]>;
}

/** A transaction. It sees its own writes. */
export interface StoreTransaction extends ReadView {
  put<T>(collection: Collection<T>, id: string, document: T): Promise<void>;
  /** Resolves to true if the document existed. */
  delete<T>(collection: Collection<T>, id: string): Promise<boolean>;
}

/** An action that was allowed or refused. Appended before its effect. */
export interface AuditEntry {
  readonly at: Instant;
  readonly principal: string;
  readonly chat: string;
  /** The command's name, or a host action such as `cli grant add`. Never the text typed. */
  readonly what: string;
  /** The subject: an operator, an account key. Never a figure or a credential. */
  readonly about?: string;
  readonly decision: 'allowed' | 'refused';
  readonly because?: string;
  readonly outcome?: string;
}

export interface AuditRecord extends AuditEntry {
  /** Starts at 1, without gaps. */
  readonly seq: number;
}

/** The reason why a store failed. */
export type StoreFault =
  | 'refused' // the document does not match its schema
  | 'not-written' // the disk failed: nothing of the change was applied, and it may be retried
  | 'read-only' // an earlier failure is not fixed yet
  | 'altered' // the stored data is not what was written; `audit verify` reports the place
  | 'closed';

/** A change or query that failed. The message names the collection, field or file, never a value. */
export class StoreError extends Error {
  readonly fault: StoreFault;

  constructor(fault: StoreFault, message: string) {
    super(message);
    this.name = 'StoreError';
    this.fault = fault;
  }
}

/** The state of the bot. */
export interface Store {
  /** Queries the committed state. */
  read<T>(query: (view: ReadView) => Promise<T>): Promise<T>;
  /**
   * Runs `change` in isolation. Resolves when all of its writes are durable; if it rejects, none is applied. `change` may
   * await only the transaction, and may be run again.
   */
  transact<T>(change: (transaction: StoreTransaction) => Promise<T>): Promise<T>;
  readonly audit: {
    /** Resolves when the entry is durable. */
    append(entry: AuditEntry): Promise<AuditRecord>;
    /** Returns the newest records first; only those with a smaller `seq` than `before`. */
    read(query: { readonly before?: number; readonly limit: number }): Promise<readonly AuditRecord[]>;
  };
  /** Waits for pending work, then closes. */
  close(): Promise<void>;
}
