/**
 * Compares each hot path with the physical minimum and with the usual alternatives: `npm run bench`, or
 * `npm run bench -- <scenario>` for one. Every figure is a ratio within one run. With `PROFILE=<folder>` the measured
 * processes write CPU profiles to that folder.
 */
import { spawn, spawnSync } from 'node:child_process';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { pinned } from './harness/child.ts';
import { type Finding, isMet } from './harness/figures.ts';
import { scenarios } from './scenarios/index.ts';
import { renderTable } from './table.ts';

const root = new URL('../../', import.meta.url);
const out = new URL('dist/test/bench/', root);

/** Builds the product as `npm start` runs it, and compiles the peers and the harness, so that no loader is measured. */
function build(): void {
  must(process.execPath, ['.build.js']);
  must('npx', ['tsc', '-p', 'test/bench']);
}

/** Installs the libraries of the peers beside their compiled files, where the product cannot import them. */
async function installPeers(): Promise<void> {
  const place = new URL('peers/', out);
  await mkdir(place, { recursive: true });
  const names = ['package.json', 'package-lock.json'];
  const contents = (folder: URL) =>
    Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8').catch(() => '')));
  const wanted = new URL('test/bench/peers/', root);
  const installed = new URL('node_modules/.package-lock.json', place);
  const isThere = await readFile(installed).then(
    () => true,
    () => false,
  );
  if (isThere && (await contents(place)).join() === (await contents(wanted)).join()) return;
  for (const name of names) await copyFile(new URL(name, wanted), new URL(name, place));
  must('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', place.pathname]);
}

function must(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}

function runScenario(name: string): Promise<readonly Finding[]> {
  const [file, args] = pinned(0, [process.execPath, new URL('run.js', out).pathname, name]);
  const child = spawn(file, args, { cwd: root, stdio: ['ignore', 2, 2, 'ipc'] });
  return new Promise((resolve, reject) => {
    let findings: readonly Finding[] | undefined;
    child.on('message', (message: { readonly findings: readonly Finding[] }) => {
      findings = message.findings;
    });
    child.once('close', (code) => {
      if (findings === undefined) reject(new Error(`${name} ended with ${code}`));
      else resolve(findings);
    });
  });
}

const scenarioNames = scenarios.map(({ name }) => name);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !scenarioNames.includes(name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no scenario ${unknown.join(', ')}; there are ${scenarioNames.join(', ')}.\n`,
  );
  process.exit(2);
}
build();
await installPeers();
const found = new Map<string, readonly Finding[]>();
const failed: string[] = [];
for (const name of asked.length > 0 ? asked : scenarioNames) {
  const started = performance.now();
  process.stderr.write(`${name} ...\n`);
  try {
    found.set(name, await runScenario(name));
  } catch (thrown) {
    failed.push(name);
    process.stderr.write(`${name} failed: ${thrown instanceof Error ? thrown.message : thrown}\n`);
  }
  process.stderr.write(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
}

const [processor] = cpus();
const machine = `${cpus().length} x ${processor?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
process.stdout.write(`${machine}\n${renderTable(found)}\n`);
const plain = [...found].map(([scenario, findings]) => {
  const figures = findings.map(({ name, ours, against, ratio, min, max, goal }) => {
    return [name, { ours, against, ratio, min, max, goal }] as const;
  });
  return [scenario, Object.fromEntries(figures)] as const;
});
process.stdout.write(`${JSON.stringify(Object.fromEntries(plain))}\n`);
const missed = [...found.values()].flat().filter((finding) => !isMet(finding));
process.exitCode = failed.length > 0 ? 1 : missed.length > 0 ? 3 : 0;
