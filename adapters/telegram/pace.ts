import type { Clock, Millis } from '../../src/core/clock.ts';

/** So many in so long, in any stretch of that length. */
export interface Pace {
  readonly most: number;
  readonly per: Millis;
}

/** Keeps a pace: turns are handed out in the order in which they are asked for. */
export interface Paced {
  /** Resolves when it is this one's turn. */
  turn(): Promise<void>;
  /** Counts one that did not wait for its turn. */
  count(): void;
  /** Whether nothing of the last stretch is left to remember. */
  idle(): boolean;
}

export function createPaced(clock: Clock, { most, per }: Pace): Paced {
  let taken: Millis[] = [];

  const take = (at: Millis) => {
    taken = [...taken.slice(-(most - 1)), at];
    if (most === 1) taken = [at];
  };

  return {
    async turn() {
      const oldest = taken.length < most ? undefined : taken[0];
      const last = taken.at(-1) ?? Number.NEGATIVE_INFINITY;
      const at = Math.max(clock.mono(), last, oldest === undefined ? 0 : oldest + per);
      take(at);
      const wait = at - clock.mono();
      if (wait > 0) await clock.sleep(wait);
    },
    count: () => take(clock.mono()),
    idle: () => (taken.at(-1) ?? Number.NEGATIVE_INFINITY) + per < clock.mono(),
  };
}
