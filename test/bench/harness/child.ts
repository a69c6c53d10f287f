import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Held, Question, Usage } from './probe.ts';

/** Who measures runs on the first processor, what is measured on the second. */
export type Processor = 0 | 1;

const pins =
  availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true'], { stdio: 'ignore' }).status === 0;

/** A command line that keeps to one processor, where the system can do that. */
export function pinned(processor: Processor, command: readonly string[]): readonly [string, string[]] {
  const [file = '', ...rest] = pins ? ['taskset', '-c', String(processor), ...command] : command;
  return [file, rest];
}

/** A process that is measured. */
export interface Child {
  readonly process: ChildProcess;
  usage(): Promise<Usage>;
  held(): Promise<Held>;
  watchLoop(): Promise<void>;
  /** The longest time that its event loop was held since `watchLoop`, in milliseconds. */
  longestHold(): Promise<number>;
  /** The next message that it sends with this in it. */
  told<T>(what: string): Promise<T>;
  tell(message: object): void;
  stop(): Promise<void>;
}

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Flags of Node. */
  readonly flags?: readonly string[];
  readonly processor?: Processor;
}

const probe = new URL('./probe.js', import.meta.url).href;
/** Longer than anything here takes: a child that hangs must not hang the benchmark. */
const patience = 180_000;

export function startChild(file: string | URL, options: ChildOptions = {}): Child {
  const { env = {}, flags = [], processor = 1 } = options;
  const path = typeof file === 'string' ? file : fileURLToPath(file);
  // `PROFILE=<folder>` has every measured process leave a profile of its processor time there.
  const folder = process.env['PROFILE'];
  const profile = folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
  const line = pinned(processor, [process.execPath, ...flags, ...profile, '--import', probe, path]);
  const child = spawn(...line, {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'ignore', process.env['BENCH_STDERR'] === undefined ? 'ignore' : 'inherit', 'ipc'],
  });
  const over = new Promise<never>((_, reject) => {
    child.once('exit', (code, signal) => reject(new Error(`${path} ended (${code ?? signal})`)));
  });
  over.catch(() => undefined);

  const next = async <T>(isIt: (message: object) => boolean): Promise<T> => {
    let done = () => {};
    const message = new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${path} says nothing`)), patience);
      const listen = (said: object) => {
        if (isIt(said)) resolve(said as T);
      };
      child.on('message', listen);
      done = () => {
        clearTimeout(timer);
        child.off('message', listen);
      };
    });
    return Promise.race([message, over]).finally(done);
  };
  const ask = async <T>(question: Question): Promise<T> => {
    const answered = next<{ readonly probed: T }>((message) => 'probed' in message);
    child.send({ probe: question }, () => undefined);
    return (await answered).probed;
  };

  return {
    process: child,
    usage: () => ask('usage'),
    held: () => ask('held'),
    watchLoop: () => ask('loop-start'),
    longestHold: () => ask('loop-longest'),
    told: (what) => next((message) => what in message),
    tell: (message) => void child.send(message, () => undefined),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await ended;
      clearTimeout(late);
    },
  };
}
