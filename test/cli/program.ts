import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The bot and the host CLI as plain scripts. */
export interface Program {
  readonly main: string;
  readonly cli: string;
  /** What is loaded before a program that is to be killed at one of its changes: see `mortal.ts`. */
  readonly mortal: string;
  remove(): void;
}

/** How a process ended, and what it said. */
export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

/** A process that is running. */
export interface Running {
  readonly pid: number | undefined;
  readonly ended: Promise<Ran>;
  /** Everything on stdout until now. */
  out(): string;
  err(): string;
  write(text: string): void;
  endInput(): void;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when stdout holds `text`, or the process ended without it. */
  says(text: string): Promise<void>;
  /** Resolves when `isSo`, looked at whenever the process says something, or the process ended without it. */
  until(isSo: () => boolean): Promise<void>;
}

/** Builds everything once, as `npm start` does. */
export function buildProgram(): Program {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const built = mkdtempSync(join(root, 'dist', 'program-'));
  execFileSync(process.execPath, [join(root, '.build.js'), built]);
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const kind = ['--ignoreConfig', '--target', 'es2023', '--module', 'nodenext', '--types', 'node'];
  execFileSync(tsc, [join(root, 'test', 'cli', 'mortal.ts'), ...kind, '--noCheck', '--outDir', built]);
  return {
    main: join(built, 'main.js'),
    cli: join(built, 'cli', 'main.js'),
    mortal: join(built, 'mortal.js'),
    remove: () => rmSync(built, { recursive: true, force: true }),
  };
}

/** Starts a script in `folder`, with nothing in its environment but what is given. */
export function startProgram(
  script: string,
  words: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
  preload?: string,
): Running {
  const started = performance.now();
  const env = { PATH: process.env['PATH'] ?? '', TMPDIR: folder, ...environment };
  const before = preload === undefined ? [] : ['--import', preload];
  const child = spawn(process.execPath, [...before, script, ...words], { cwd: folder, env });
  let [out, err] = ['', ''];
  let listeners: (() => void)[] = [];
  const tell = () => {
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    tell();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
    tell();
  });
  child.stdin.on('error', () => {});
  let isOver = false;
  const ended = new Promise<Ran>((resolve) => {
    child.on('close', (code, signal) => {
      isOver = true;
      resolve({ code, signal, out, err, ms: performance.now() - started });
      tell();
    });
  });
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!isSo() && !isOver) return;
        listeners = listeners.filter((listener) => listener !== look);
        resolve();
      };
      listeners.push(look);
      look();
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
    says: (text) => until(() => out.includes(text)),
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

/** Every file below a folder with its bytes; sockets have none. */
export async function readFiles(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = new Map<string, Buffer>();
  for (const path of paths.sort()) files.set(path, await readFile(path));
  return files;
}
