import { readFileSync } from 'node:fs';

/** Measures how long this thread's event loop is blocked, without the time in which other processes ran on the processor. */
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
    /** Ends the measurement and resolves to the longest blocked time, in milliseconds. */
    async longest(): Promise<number> {
      over = true;
      await watching;
      return longest;
    },
  };
}

/** Returns how long this thread waited for a processor, in milliseconds; 0 where the system does not report it. */
function waitedForProcessor(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'latin1').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}
