import { readFileSync } from 'node:fs';

/** Watches how long this thread's event loop is held, without the time that other processes had the processor. */
export function watchLoop() {
  let longest = 0;
  let over = false;
  const watch = async () => {
    let last = { at: performance.now(), waited: waitedForProcessor() };
    while (!over) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      const now = { at: performance.now(), waited: waitedForProcessor() };
      longest = Math.max(longest, now.at - last.at - (now.waited - last.waited));
      last = now;
    }
  };
  const watching = watch();
  return {
    /** Ends the watch; in milliseconds. */
    async longest(): Promise<number> {
      over = true;
      await watching;
      return longest;
    },
  };
}

/** How long this thread was ready but another process had the processor, in ms; 0 where the system does not tell. */
function waitedForProcessor(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'latin1').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}
