import type { Clock, Millis } from '../core/time/clock.ts';

/** Values that are kept for a while, and no more than `most` of them: what was put first goes first. */
export interface TtlCache<T> {
  /** Makes room for it. The last value stands, however large it is. */
  put(key: string, value: T, size?: number): void;
  /** Makes and puts it where that takes nobody's place. */
  offer(key: string, make: () => T, size?: number): void;
  /** With its age; undefined when it was never put, or too long ago. */
  get(key: string): { readonly value: T; readonly age: Millis } | undefined;
  drop(key: string): void;
  readonly size: number;
}

interface Kept<T> {
  readonly value: T;
  readonly since: Millis;
  readonly size: number;
}

export function createTtlCache<T>({ clock, life, most }: TtlCacheOptions): TtlCache<T> {
  const kept = new Map<string, Kept<T>>();
  /** Of all that is kept together. */
  let taken = 0;

  function drop(key: string): void {
    taken -= kept.get(key)?.size ?? 0;
    kept.delete(key);
  }

  /** Oldest first, because putting again moves to the end. */
  function clear(room: number): void {
    for (const [key, { since }] of kept) {
      if (taken <= room && clock.mono() - since <= life) return;
      drop(key);
    }
  }

  function put(key: string, value: T, size = 1): void {
    drop(key);
    clear(most - size);
    kept.set(key, { value, since: clock.mono(), size });
    taken += size;
  }

  return {
    put,
    offer(key, make, size = 1) {
      drop(key);
      clear(most);
      if (taken + size <= most) put(key, make(), size);
    },
    get(key) {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      const age = clock.mono() - found.since;
      return age <= life ? { value: found.value, age } : undefined;
    },
    drop,
    get size() {
      return kept.size;
    },
  };
}

export interface TtlCacheOptions {
  readonly clock: Clock;
  readonly life: Millis;
  /** How much is kept, in the unit of the sizes; values without a size are of size one. */
  readonly most: number;
}
