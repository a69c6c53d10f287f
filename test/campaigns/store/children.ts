import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The output of a child and how it ended. */
export interface Ended {
  readonly promised: { readonly changes: number; readonly records: number };
  readonly lines: readonly string[];
  readonly errors: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly ms: number;
}

export interface Child {
  readonly pid: number | undefined;
  /** Resolves when the child prints its first line, or ends without one. */
  readonly spoke: Promise<void>;
  readonly ended: Promise<Ended>;
  kill(): void;
  /** Ends a child that waits with its store open. */
  release(): void;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const builtAt = (script: string) => join(root, 'dist', `campaign-${script}`);

/** Compiles a child once, because plain JavaScript starts in a fraction of the time. Returns the function that removes it. */
export function buildChild(script = 'store'): () => void {
  const built = builtAt(script);
  rmSync(built, { recursive: true, force: true });
  mkdirSync(built, { recursive: true });
  const options = { rootDir: root, outDir: built, incremental: false };
  const files = [join(root, 'test', 'campaigns', script, 'child.ts')];
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions: options, files, include: [] };
  writeFileSync(join(built, 'tsconfig.json'), JSON.stringify(config));
  execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', built], { cwd: root, stdio: 'inherit' });
  return () => rmSync(built, { recursive: true, force: true });
}

export function startChild(...args: readonly string[]): Child {
  return startScript('store', ...args);
}

export function startScript(name: string, ...args: readonly string[]): Child {
  const started = performance.now();
  const script = join(builtAt(name), 'test', 'campaigns', name, 'child.js');
  const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  let speak: () => void = () => undefined;
  const spoke = new Promise<void>((resolve) => {
    speak = resolve;
  });
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (output.includes('\n')) speak();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      speak();
      const lines = output.split('\n').slice(0, -1);
      resolve({ promised: promisedIn(lines), lines, errors, code, signal, ms: performance.now() - started });
    });
  });
  return {
    pid: child.pid,
    spoke,
    ended,
    kill: () => void child.kill('SIGKILL'),
    release: () => void child.stdin.end(),
  };
}

function promisedIn(lines: readonly string[]): Ended['promised'] {
  let changes = 0;
  let records = 0;
  for (const line of lines) {
    const [word, one, two] = line.split(' ');
    if (word === 'change' || word === 'open') changes = Math.max(changes, Number(one));
    if (word === 'record') records = Math.max(records, Number(one));
    if (word === 'open') records = Math.max(records, Number(two));
  }
  return { changes, records };
}

/** Calls `act` for each of `items`, in a number of concurrent lanes. */
export async function inLanes<T>(
  lanes: number,
  items: readonly T[],
  act: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const lane = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
