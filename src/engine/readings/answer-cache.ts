import { LRUCache } from 'lru-cache';
import type { AccountList, UnchangedList, WalletList } from '../../core/provider/provider.ts';
import type { Clock, Instant, Millis } from '../../core/time/clock.ts';
import { cacheClock } from '../cache-clock.ts';

/** An answer of a provider with the time it was received. */
export interface CachedAnswer {
  data(): unknown;
  readonly asOf: Instant;
  /** Present if the answer is a list that has a validator. */
  readonly fingerprint: string | undefined;
}

/** The latest answer to each question, up to a number of rows. */
export interface AnswerCache {
  find(key: string): CachedAnswer | undefined;
  /** The answer, if it is younger than `maxAge`. */
  findFresh(key: string, maxAge: Millis): CachedAnswer | undefined;
  /** Stores an answer to a user. Evicts those that were stored first, if there is no room. */
  store(key: string, data: unknown, asOf: Instant): void;
  /** Stores an answer to the monitor, only if there is room, so that it does not evict what users asked for. */
  offer(key: string, data: unknown, asOf: Instant): void;
  delete(key: string): void;
}

export interface AnswerCacheOptions {
  readonly clock: Clock;
  readonly lifetime: Millis;
  readonly maxRows: number;
}

export function createAnswerCache({ clock, lifetime, maxRows }: AnswerCacheOptions): AnswerCache {
  const answers = new LRUCache<string, CachedAnswer>({
    maxSize: maxRows,
    ttl: lifetime,
    ...cacheClock(clock),
  });

  // `peek` leaves the order as it is: polls of the monitor must not make its answers the last to be evicted.
  const find = (key: string): CachedAnswer | undefined => answers.peek(key);

  return {
    find,
    findFresh(key, maxAge) {
      return answers.getRemainingTTL(key) > lifetime - maxAge ? find(key) : undefined;
    },
    store(key, data, asOf) {
      // An answer with more rows than the whole cache evicts all others.
      answers.set(key, asObject(data, asOf), { size: Math.min(rowsOf(data), maxRows) });
    },
    offer(key, data, asOf) {
      const previous = find(key);
      const size = rowsOf(data);
      answers.delete(key);
      if (answers.calculatedSize + size > maxRows) answers.purgeStale();
      if (answers.calculatedSize + size <= maxRows) {
        answers.set(key, asTextUnlessUnchanged(previous, data, asOf), { size });
      }
    },
    delete: (key) => void answers.delete(key),
  };
}

/*
 * Cached answers are created by functions of their own. The closures of one function share one scope, which retains
 * everything that any of them uses: each answer would retain the one before it.
 */

function asObject(data: unknown, asOf: Instant): CachedAnswer {
  const read = readOf(data);
  return { data: () => read, asOf, fingerprint: fingerprintOf(data) };
}

/** If the answer equals the previous one, reuses its data. */
function asTextUnlessUnchanged(
  previous: CachedAnswer | undefined,
  data: unknown,
  asOf: Instant,
): CachedAnswer {
  const fingerprint = fingerprintOf(data);
  const isSame = previous !== undefined && fingerprint !== undefined && previous.fingerprint === fingerprint;
  return isSame ? { ...previous, asOf } : { data: asText(data), asOf, fingerprint };
}

/**
 * The answer as JSON text, which it survives unchanged because its amounts are strings. As objects, the accounts of every
 * sweep would be promoted to the old generation of V8.
 */
function asText(data: unknown): () => unknown {
  const text = JSON.stringify(readOf(data));
  return () => JSON.parse(text);
}

function fingerprintOf(data: unknown): string | undefined {
  return (data as Partial<AccountList> | null)?.validator?.fingerprint;
}

/** The answer, with its accounts read if it is an unchanged list. */
function readOf(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || !('read' in data)) return data;
  const { read, ...list } = data as UnchangedList;
  return { accounts: read(), ...list } satisfies AccountList;
}

/** The size of an answer in the cache. */
function rowsOf(data: unknown): number {
  if (Array.isArray(data)) return 1 + data.length;
  const { validator, accounts, wallets } = data as Partial<AccountList & WalletList>;
  return 1 + (validator?.rows ?? (accounts ?? wallets ?? []).length);
}
