/**
 * Breaks each guarantee on the list, one at a time in a copy of the tree, and runs the tests that must notice. Prints
 * `caught` or `SURVIVED`; exits 1 when one survives, or when a text to replace is not there. `run [name ...]`
 */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
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
function runTests(folder: string, tests: readonly string[]): Promise<{ passed: boolean; said: string }> {
  return new Promise((resolve) => {
    const vitest = join(folder, 'node_modules', '.bin', 'vitest');
    const words = ['run', '--config', 'test/vitest.config.ts', '--root', '.', '--bail', '1', ...tests];
    const child = spawn(vitest, words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
    child.on('close', (code) => resolve({ passed: code === 0, said }));
  });
}

async function isCaught({ name, file, edits, tests }: Mutant): Promise<boolean> {
  const folder = await copyTree(name);
  const path = join(folder, file);
  let text = await readFile(path, 'utf8');
  for (const [from, to] of edits) {
    const parts = text.split(from);
    if (parts.length !== 2)
      throw new Error(`${name}: ${parts.length - 1} places in ${file} read “${from.trim()}”`);
    text = parts.join(to);
  }
  await writeFile(path, text);
  const { passed, said } = await runTests(folder, tests);
  // A mutant that cannot be read proves nothing.
  if (/Transform failed|SyntaxError|No test files found/.test(said))
    throw new Error(`${name}: ${said.slice(-1_000)}`);
  await rm(folder, { recursive: true, force: true });
  return !passed;
}

const started = performance.now();
const wanted = process.argv.slice(2);
const chosen = mutants.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
let failed = chosen.length === 0;
try {
  const whole = await copyTree('whole');
  const tests = [...new Set(chosen.flatMap((mutant) => mutant.tests))];
  const { passed, said } = await runTests(whole, tests);
  if (!passed) {
    print(said.slice(-3_000));
    throw new Error('the tests fail without any mutant');
  }
  const waiting = [...chosen];
  const lane = async (): Promise<void> => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const began = performance.now();
      const caught = await isCaught(mutant);
      if (!caught) failed = true;
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      print(
        `${caught ? 'caught  ' : 'SURVIVED'}  ${mutant.name.padEnd(24)} ${mutant.breaks} (${mutant.tests.join(', ')}, ${seconds} s)`,
      );
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
} catch (thrown) {
  failed = true;
  print(`FAULT ${thrown instanceof Error ? thrown.message : thrown}`);
} finally {
  await rm(parent, { recursive: true, force: true });
}
print(
  `mutants: ${chosen.length}, ${failed ? 'not all' : 'all'} caught, ${((performance.now() - started) / 1000).toFixed(1)} s`,
);
process.exitCode = failed ? 1 : 0;
