/**
 * Loaded before the program that is measured, by `--import`: answers over IPC what the process has used. It holds nothing
 * open, and while nobody asks it does nothing.
 */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a process has used so far. */
export interface Usage {
  /** Of all its threads, in microseconds. */
  readonly cpu: number;
  /** In bytes. */
  readonly resident: number;
  /** The most that was ever resident, in bytes. */
  readonly peak: number;
}

/** What a process holds after everything that is garbage was collected. */
export interface Held {
  readonly heap: number;
  readonly resident: number;
  /** What keeps the event loop alive, by kind. */
  readonly resources: Readonly<Record<string, number>>;
}

export type Question = 'usage' | 'held' | 'loop-start' | 'loop-longest';

let loop: IntervalHistogram | undefined;

function answer(question: Question): unknown {
  switch (question) {
    case 'usage': {
      const { user, system } = process.cpuUsage();
      const resident = process.memoryUsage.rss();
      return { cpu: user + system, resident, peak: process.resourceUsage().maxRSS * 1024 } satisfies Usage;
    }
    case 'held':
      return held();
    case 'loop-start':
      loop?.disable();
      loop = monitorEventLoopDelay({ resolution: 1 });
      loop.enable();
      return 0;
    case 'loop-longest':
      return (loop?.max ?? 0) / 1e6;
  }
}

function held(): Held {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let turn = 0; turn < 4; turn++) collect();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return { heap: getHeapStatistics().used_heap_size, resident: process.memoryUsage.rss(), resources };
}

process.on('message', (message: { readonly probe?: Question }) => {
  if (message.probe !== undefined) process.send?.({ probed: answer(message.probe) });
});
process.channel?.unref();
// Who measures is gone: nobody else would end this.
process.on('disconnect', () => process.exit(1));
