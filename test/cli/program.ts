import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The built scripts of the bot and the host CLI. */
export interface Program {
  readonly main: string;
  readonly cli: string;
  /** A script to preload, which kills the process at one of its changes: see `crash-point.ts`. */
  readonly crashPoint: string;
  remove(): void;
}

/** The exit and the output of a process. */
export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

/** A running process. */
export interface Running {
  readonly pid: number | undefined;
  readonly ended: Promise<Ran>;
  /** Returns the output on stdout so far. */
  out(): string;
  err(): string;
  write(text: string): void;
  endInput(): void;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when stdout contains `text` or the process ends. */
  untilOutput(text: string): Promise<void>;
  /** Resolves when `condition` is true, checked after each output, or the process ends. */
  until(condition: () => boolean): Promise<void>;
}

/** Builds the scripts as `npm start` does, in a folder of their own. */
export function buildProgram(): Program {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const built = mkdtempSync(join(root, 'dist', 'program-'));
  execFileSync(process.execPath, [join(root, '.build.js'), built]);
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const options = ['--ignoreConfig', '--target', 'es2023', '--module', 'nodenext', '--types', 'node'];
  execFileSync(tsc, [
    join(root, 'test', 'cli', 'crash-point.ts'),
    ...options,
    '--noCheck',
    '--outDir',
    built,
  ]);
  return {
    main: join(built, 'main.js'),
    cli: join(built, 'cli', 'main.js'),
    crashPoint: join(built, 'crash-point.js'),
    remove: () => rmSync(built, { recursive: true, force: true }),
  };
}

/** Starts a script in `folder` with no other environment than the given one. */
export function startProgram(
  script: string,
  words: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
  preload?: string,
): Running {
  const started = performance.now();
  const env = { PATH: process.env['PATH'] ?? '', TMPDIR: folder, ...environment };
  const options = preload === undefined ? [] : ['--import', preload];
  const child = spawn(process.execPath, [...options, script, ...words], { cwd: folder, env });
  let [out, err] = ['', ''];
  let listeners: (() => void)[] = [];
  const notify = () => {
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    notify();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
    notify();
  });
  child.stdin.on('error', () => {});
  let hasEnded = false;
  const ended = new Promise<Ran>((resolve) => {
    child.on('close', (code, signal) => {
      hasEnded = true;
      resolve({ code, signal, out, err, ms: performance.now() - started });
      notify();
    });
  });
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!condition() && !hasEnded) return;
        listeners = listeners.filter((listener) => listener !== check);
        resolve();
      };
      listeners.push(check);
      check();
    });
  return {
    pid: child.pid,
    ended,
    out: () => out,
    err: () => err,
    write: (text) => void child.stdin.write(text),
    endInput: () => void child.stdin.end(),
    kill: (signal) => void child.kill(signal),
    until,
    untilOutput: (text) => until(() => out.includes(text)),
  };
}

/** Runs a script to its end. */
export function runProgram(
  script: string,
  words: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
  input = '',
  preload?: string,
): Promise<Ran> {
  const running = startProgram(script, words, folder, environment, preload);
  running.write(input);
  running.endInput();
  return running.ended;
}

/** Reads every file below a folder; sockets are skipped. */
export async function readFiles(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = new Map<string, Buffer>();
  for (const path of paths.sort()) files.set(path, await readFile(path));
  return files;
}
