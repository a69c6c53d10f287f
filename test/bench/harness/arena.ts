import type { Child } from './child.ts';
import { inRounds, type Measured } from './rounds.ts';
import { cpuPerTrip, openLoad, type Trip } from './trips.ts';

/** A server under comparison, and the number of its trips in one round. */
export interface Contestant {
  readonly child: Child;
  readonly port: number;
  readonly trips: number;
  readonly trip: Trip;
}

/** Number of concurrent trips. */
export const inFlight = 16;

/** Measures the processor time of one trip of each server, in microseconds, round by round. */
export async function contest<N extends string>(
  contestants: Readonly<Record<N, Contestant>>,
  rounds: { readonly rounds: number; readonly warmUp: number },
): Promise<Measured<N>> {
  const names = Object.keys(contestants) as N[];
  const variants = Object.fromEntries(names.map((name) => [name, () => measure(name, contestants[name])]));
  return inRounds(variants as Record<N, () => Promise<number>>, rounds);
}

/** Opens new connections for each measurement: some servers close connections that idle while the others are measured. */
async function measure(name: string, { child, port, trips, trip }: Contestant): Promise<number> {
  const load = await openLoad(port, inFlight, trip);
  try {
    return await cpuPerTrip(child, load, trips);
  } catch (thrown) {
    throw new Error(`${name}: ${thrown instanceof Error ? thrown.message : thrown}`);
  } finally {
    load.close();
  }
}
