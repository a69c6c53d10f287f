import { type Child, startChild } from './child.ts';
import { prepareState } from './product.ts';
import type { Stubs } from './stubs.ts';

/** Operators whose alerts nobody wants; people ask about them. */
export const unwatched = 256;

/** A process that sweeps over all watched operators when it is told. */
export interface Sweeper {
  readonly child: Child;
  /** Wall time in milliseconds. Throws unless every operator was asked and nothing was wrong with any. */
  round(): Promise<number>;
  stop(): Promise<void>;
}

interface Told {
  readonly round: number;
  readonly watched: number;
  readonly incidents: number;
}

export function sweeperOf(child: Child, watched: number, stop: () => Promise<void>): Sweeper {
  return {
    child,
    async round() {
      const told = child.told<Told>('round');
      child.tell({ round: true });
      const { round, watched: asked, incidents } = await told;
      if (asked !== watched || incidents !== 0) {
        throw new Error(`${asked} of ${watched} operators were watched, ${incidents} incidents`);
      }
      return round;
    },
    stop,
  };
}

/** The product's own monitor and door, over state with so many watched operators. */
export async function startSweeper({ provider }: Pick<Stubs, 'provider'>, watched: number): Promise<Sweeper> {
  const people = { count: unwatched, operators: unwatched + watched };
  const state = await prepareState(people, provider, (operator) => {
    return operator < unwatched ? undefined : 'bench:alerts';
  });
  const child = startChild(new URL('../peers/sweep.js', import.meta.url), { env: state.env });
  await child.told('port');
  return sweeperOf(child, watched, async () => {
    await child.stop();
    await state.remove();
  });
}
