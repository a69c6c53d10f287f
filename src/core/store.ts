import type { z } from 'zod';
import type { Instant } from './time/clock.ts';

/**
 * A kind of document. Every index is declared: `find` works on declared indexes alone, so that a file and a database
 * can both serve it. Documents are plain JSON and are checked by `schema` on their way in.
 */
export interface Collection<T = unknown, I extends string = string> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
  /** The value a document is found by, or undefined when this document is not in the index. */
  readonly indexes: Readonly<Record<I, (document: T) => string | undefined>>;
}

export function defineCollection<T, I extends string>(collection: Collection<T, I>): Collection<T, I> {
  return collection;
}

export interface Entry<T> {
  readonly id: string;
  readonly document: T;
}

/** A consistent view. */
export interface ReadView {
  get<T>(collection: Collection<T>, id: string): Promise<T | undefined>;
  /** Entries whose index has this value, in order of id. */
  find<T, I extends string>(
    collection: Collection<T, I>,
    index: I,
    value: string,
  ): Promise<readonly Entry<T>[]>;
  /** All entries, in order of id. */
  list<T>(collection: Collection<T>): Promise<readonly Entry<T>[]>;
}

/** A change in the making. It sees its own writes. */
export interface StoreTransaction extends ReadView {
  put<T>(collection: Collection<T>, id: string, document: T): Promise<void>;
  /** True when there was something to delete. */
  delete<T>(collection: Collection<T>, id: string): Promise<boolean>;
}

/** One record of what was done or refused. Appended before the effect. */
export interface AuditEntry {
  readonly at: Instant;
  readonly principal: string;
  readonly chat: string;
  /** The command's name, or a host action such as `cli grant add`. Never the text typed. */
  readonly what: string;
  /** What it was about: an operator, an account key. Never a figure or a credential. */
  readonly about?: string;
  readonly decision: 'allowed' | 'refused';
  readonly because?: string;
  readonly outcome?: string;
}

export interface AuditRecord extends AuditEntry {
  /** Counts up from 1 without a gap. */
  readonly seq: number;
}

/** Why a store did not do what was asked. */
export type StoreFault =
  | 'refused' // the document is not what its collection takes
  | 'not-written' // the disk failed: nothing of the change counts, and it may be asked again
  | 'read-only' // an earlier failure is not mended yet
  | 'altered' // what was kept is not what was written; `audit verify` names the place
  | 'closed';

/** A change or a reading that a store did not do. The message names collection, field or file, never a value. */
export class StoreError extends Error {
  readonly fault: StoreFault;

  constructor(fault: StoreFault, message: string) {
    super(message);
    this.name = 'StoreError';
    this.fault = fault;
  }
}

/** Where state lives. */
export interface Store {
  /** Reads committed state. */
  read<T>(query: (view: ReadView) => Promise<T>): Promise<T>;
  /**
   * Runs `change` alone; all of its writes become durable together before this resolves, or none does and it rejects.
   * `change` awaits nothing but the transaction, and may be run again.
   */
  transact<T>(change: (transaction: StoreTransaction) => Promise<T>): Promise<T>;
  readonly audit: {
    /** Durable before it resolves. */
    append(entry: AuditEntry): Promise<AuditRecord>;
    /** Newest first; records with a smaller `seq` than `before`. */
    read(query: { readonly before?: number; readonly limit: number }): Promise<readonly AuditRecord[]>;
  };
  /** Waits for what is under way and closes. */
  close(): Promise<void>;
}
