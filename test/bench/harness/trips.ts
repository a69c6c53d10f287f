import type { Child } from './child.ts';
import { type Caller, createCaller } from './http.ts';

/** One trip: from the call of the platform until the reply is in the chat. Throws if the response or the reply is wrong. */
export type Trip = (caller: Caller, slot: number) => Promise<void>;

/** Runs trips through persistent connections, one at a time on each. */
export interface Load {
  run(trips: number): Promise<void>;
  close(): void;
}

/** Longer than any trip takes, in milliseconds. */
const maxWait = 60_000;
/** Writes that finish shortly after the replies are part of the trips and are measured with them. */
const settling = 40;

export async function openLoad(port: number, inFlight: number, trip: Trip): Promise<Load> {
  const callers = await Promise.all(Array.from({ length: inFlight }, () => createCaller(port)));
  return {
    async run(trips) {
      let left = trips;
      let done = 0;
      const work = Promise.all(
        callers.map(async (caller, slot) => {
          while (left > 0) {
            left -= 1;
            await trip(caller, slot);
            done += 1;
          }
        }),
      );
      await within(maxWait, work).catch((thrown: Error) => {
        throw new Error(`${thrown.message}; ${done} of ${trips} trips were made`);
      });
    },
    close() {
      for (const caller of callers) caller.close();
    },
  };
}

/** Measures the processor time of the child for one trip, in microseconds. */
export async function cpuPerTrip(child: Child, load: Load, trips: number): Promise<number> {
  const before = await child.usage();
  await load.run(trips);
  await pause(settling);
  const after = await child.usage();
  return (after.cpu - before.cpu) / trips;
}

export function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

export async function within<T>(millis: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${millis} ms`)), millis);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
