import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Question, Retained, Usage } from './probe.ts';

/** The harness runs on the first processor, the measured process on the second. */
export type Processor = 0 | 1;

const pins =
  availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true'], { stdio: 'ignore' }).status === 0;

/** Returns a command line that is pinned to one processor where `taskset` is available. */
export function pinned(processor: Processor, command: readonly string[]): readonly [string, string[]] {
  const [file = '', ...rest] = pins ? ['taskset', '-c', String(processor), ...command] : command;
  return [file, rest];
}

/** A process that is measured. */
export interface Child {
  readonly process: ChildProcess;
  usage(): Promise<Usage>;
  retained(): Promise<Retained>;
  watchLoop(): Promise<void>;
  /** Resolves to the longest time that its event loop was blocked since `watchLoop`, in milliseconds. */
  longestBlock(): Promise<number>;
  /** Resolves to the next message of the process that has this property. */
  nextMessage<T>(property: string): Promise<T>;
  send(message: object): void;
  stop(): Promise<void>;
}

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Command-line flags of Node. */
  readonly flags?: readonly string[];
  readonly processor?: Processor;
}

const probe = new URL('./probe.js', import.meta.url).href;
/** Longer than any measurement, in milliseconds: a child that hangs must not block the benchmark. */
const maxWait = 180_000;

export function startChild(file: string | URL, options: ChildOptions = {}): Child {
  const { env = {}, flags = [], processor = 1 } = options;
  const path = typeof file === 'string' ? file : fileURLToPath(file);
  // With `PROFILE=<folder>` every measured process writes a CPU profile to that folder.
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
    const received = new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${path} sends no answer`)), maxWait);
      const listen = (message: object) => {
        if (isIt(message)) resolve(message as T);
      };
      child.on('message', listen);
      done = () => {
        clearTimeout(timer);
        child.off('message', listen);
      };
    });
    return Promise.race([received, over]).finally(done);
  };
  const ask = async <T>(question: Question): Promise<T> => {
    const answered = next<{ readonly probed: T }>((message) => 'probed' in message);
    child.send({ probe: question }, () => undefined);
    return (await answered).probed;
  };

  return {
    process: child,
    usage: () => ask('usage'),
    retained: () => ask('retained'),
    watchLoop: () => ask('loop-start'),
    longestBlock: () => ask('loop-longest'),
    nextMessage: (property) => next((message) => property in message),
    send: (message) => void child.send(message, () => undefined),
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
