/** Ends something that was started. */
type Stop = () => Promise<unknown>;

/** The parts that were started, to be stopped in reverse order. */
export interface StopStack {
  add(stop: Stop): void;
  /** Stops everything, then throws the first error. Parts that are stopped already are skipped. */
  stopAll(): Promise<void>;
}

export function createStopStack(): StopStack {
  const stops: Stop[] = [];
  return {
    add: (stop) => void stops.push(stop),
    async stopAll() {
      const errors: unknown[] = [];
      for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) {
        await stop().catch((thrown: unknown) => errors.push(thrown));
      }
      if (errors.length > 0) throw errors[0];
    },
  };
}
