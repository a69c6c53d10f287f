/**
 * Breaks each guarantee on the list, one at a time in a copy of the tree, and runs the tests that must notice. Prints
 * `caught` or `SURVIVED`, and a summary in any case. Every entry is checked before the first test runs: an entry that does
 * not fit the tree is listed, and then nothing is started. Exits 1 unless all are caught. `run [name ...]`
 */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { entryErrors, mutate } from './entries.ts';
import { type Mutant, mutants } from './list.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const lanes = 2;
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const parent = await mkdtemp(join(tmpdir(), 'walletwatch-mutants-'));

/** The tree in a folder of its own, with the installed packages linked in. */
async function copyTree(name: string): Promise<string> {
  const folder = join(parent, name);
  const left = new Set(['node_modules', 'dist', '.git', 'coverage']);
  await cp(root, folder, {
    recursive: true,
    filter: (source) => !left.has(relative(root, source).split('/')[0] ?? ''),
  });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Runs tests in a copy of the tree; resolves to whether they pass, and to their output. */
function runTests(folder: string, tests: readonly string[]): Promise<{ passed: boolean; output: string }> {
  return new Promise((resolve, reject) => {
    const vitest = join(folder, 'node_modules', '.bin', 'vitest');
    const words = ['run', '--config', 'test/vitest.config.ts', '--root', '.', '--bail', '1', ...tests];
    const child = spawn(vitest, words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      // A run that was killed has noticed nothing.
      if (code === null) reject(new Error(`the tests were ended by ${signal}`));
      else resolve({ passed: code === 0, output });
    });
  });
}

async function isCaught(mutant: Mutant): Promise<boolean> {
  const folder = await copyTree(mutant.name);
  const path = join(folder, mutant.file);
  await writeFile(path, mutate(mutant, await readFile(path, 'utf8')));
  const { passed, output } = await runTests(folder, mutant.tests);
  // A mutant that does not compile proves nothing.
  if (/Transform failed|SyntaxError|No test files found/.test(output))
    throw new Error(`${mutant.name}: ${output.slice(-1_000)}`);
  await rm(folder, { recursive: true, force: true });
  return !passed;
}

/** Removes the copies. A child that still writes into one must not cost the summary. */
async function removeCopies(): Promise<void> {
  try {
    await rm(parent, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  } catch (thrown) {
    print(`not removed: ${messageOf(thrown)}`);
  }
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

const started = performance.now();
const wanted = process.argv.slice(2);
const chosen = mutants.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const unknown = wanted.filter((name) => !mutants.some((mutant) => mutant.name === name));
let caught = 0;

/** Runs one mutant after the other until none is waiting. An error ends this mutant, not the others. */
async function runLane(waiting: Mutant[]): Promise<void> {
  for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
    const began = performance.now();
    try {
      const isNoticed = await isCaught(mutant);
      if (isNoticed) caught += 1;
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      print(
        `${isNoticed ? 'caught  ' : 'SURVIVED'}  ${mutant.name.padEnd(24)} ${mutant.breaks} (${mutant.tests.join(', ')}, ${seconds} s)`,
      );
    } catch (thrown) {
      print(`ERROR     ${messageOf(thrown)}`);
    }
  }
}

try {
  const errors = [
    ...unknown.map((name) => `${name}: no such mutant`),
    ...chosen.flatMap((mutant) => entryErrors(mutant, root)),
  ];
  if (errors.length > 0) throw new Error(`the list does not fit the tree:\n${errors.join('\n')}`);
  const unchanged = await copyTree('unchanged');
  const tests = [...new Set(chosen.flatMap((mutant) => mutant.tests))];
  const { passed, output } = await runTests(unchanged, tests);
  if (!passed) {
    print(output.slice(-3_000));
    throw new Error('the tests fail without any mutant');
  }
  const waiting = [...chosen];
  await Promise.all(Array.from({ length: lanes }, () => runLane(waiting)));
} catch (thrown) {
  print(`ERROR     ${messageOf(thrown)}`);
} finally {
  await removeCopies();
}
print(`mutants: ${chosen.length}, ${caught} caught, ${((performance.now() - started) / 1000).toFixed(1)} s`);
process.exitCode = caught > 0 && caught === chosen.length && unknown.length === 0 ? 0 : 1;
