import type { Clock, Millis } from '../core/clock.ts';

/** Values that are kept for a while, and no more than `most` of them: what was put first goes first. */
export interface Shelf<T> {
  put(key: string, value: T): void;
  /** With its age; undefined when it was never put, or too long ago. */
  get(key: string): { readonly value: T; readonly age: Millis } | undefined;
  drop(key: string): void;
  readonly size: number;
}

export function createShelf<T>({ clock, life, most }: ShelfOptions): Shelf<T> {
  const kept = new Map<string, { readonly value: T; readonly since: Millis }>();

  /** Oldest first, because putting again moves to the end. */
  function clear(): void {
    for (const [key, { since }] of kept) {
      if (kept.size <= most && clock.mono() - since <= life) return;
      kept.delete(key);
    }
  }

  return {
    put(key, value) {
      kept.delete(key);
      kept.set(key, { value, since: clock.mono() });
      clear();
    },
    get(key) {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      const age = clock.mono() - found.since;
      return age <= life ? { value: found.value, age } : undefined;
    },
    drop(key) {
      kept.delete(key);
    },
    get size() {
      return kept.size;
    },
  };
}

export interface ShelfOptions {
  readonly clock: Clock;
  readonly life: Millis;
  readonly most: number;
}
