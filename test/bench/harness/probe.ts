/**
 * Loaded before the measured program, by `--import`: reports over IPC the resources that the process has used. Opens no
 * handles, and is idle between questions.
 */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** The resources that a process has used so far. */
export interface Usage {
  /** Processor time of all threads, in microseconds. */
  readonly cpu: number;
  /** Resident memory, in bytes. */
  readonly resident: number;
  /** The highest resident memory so far, in bytes. */
  readonly peak: number;
}

/** The memory and the resources of a process after garbage collection. */
export interface Retained {
  readonly heap: number;
  readonly resident: number;
  /** Number of active resources of the event loop, by kind. */
  readonly resources: Readonly<Record<string, number>>;
}

export type Question = 'usage' | 'retained' | 'loop-start' | 'loop-longest';

let loop: IntervalHistogram | undefined;

function answer(question: Question): unknown {
  switch (question) {
    case 'usage': {
      const { user, system } = process.cpuUsage();
      const resident = process.memoryUsage.rss();
      return { cpu: user + system, resident, peak: process.resourceUsage().maxRSS * 1024 } satisfies Usage;
    }
    case 'retained':
      return retained();
    case 'loop-start':
      loop?.disable();
      loop = monitorEventLoopDelay({ resolution: 1 });
      loop.enable();
      return 0;
    case 'loop-longest':
      return (loop?.max ?? 0) / 1e6;
  }
}

function retained(): Retained {
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
// The harness has exited, and no other process would end this one.
process.on('disconnect', () => process.exit(1));
