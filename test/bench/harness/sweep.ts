import { type Child, startChild } from './child.ts';
import { prepareState } from './product.ts';
import type { Stubs } from './stubs.ts';

/** Number of operators without subscriptions; users ask about them. */
export const unwatched = 256;

/** A process that polls all watched operators on request. */
export interface Sweeper {
  readonly child: Child;
  /** Resolves to the wall time in milliseconds. Throws unless every operator was polled and no incident was opened. */
  round(): Promise<number>;
  stop(): Promise<void>;
}

interface RoundResult {
  readonly round: number;
  readonly watched: number;
  readonly incidents: number;
}

export function sweeperOf(child: Child, watched: number, stop: () => Promise<void>): Sweeper {
  return {
    child,
    async round() {
      const reported = child.nextMessage<RoundResult>('round');
      child.send({ round: true });
      const { round, watched: asked, incidents } = await reported;
      if (asked !== watched || incidents !== 0) {
        throw new Error(`${asked} of ${watched} operators were watched, ${incidents} incidents`);
      }
      return round;
    },
    stop,
  };
}

/** Starts the monitor and the request pipeline of the product, over state with this number of watched operators. */
export async function startSweeper({ provider }: Pick<Stubs, 'provider'>, watched: number): Promise<Sweeper> {
  const people = { count: unwatched, operators: unwatched + watched };
  const state = await prepareState(people, provider, (operator) => {
    return operator < unwatched ? undefined : 'bench:alerts';
  });
  const child = startChild(new URL('../peers/sweep.js', import.meta.url), { env: state.env });
  await child.nextMessage('port');
  return sweeperOf(child, watched, async () => {
    await child.stop();
    await state.remove();
  });
}
