/**
 * Changes operators, conditions and texts of the code one at a time and runs the unit tests that cover each change; a
 * change that no test notices has survived. Prints the score of each area beside its goal and writes the survivors to
 * `coverage/mutation/survivors.txt`. `run [--sample N] [--seed S] [folder or file ...]`: about N mutants, drawn at random
 * from the slices of the areas by the seed. Exits 1 when an area of at least 20 mutants misses its goal.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomFrom } from '../contracts/mutate.ts';
import { areas, type Slice, slicesOf } from './areas.ts';
import { equivalentMutants } from './equivalent.ts';

interface ReportedMutant {
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
}

/** The part of Stryker's JSON report that is read here. */
interface Report {
  readonly files: Readonly<
    Record<string, { readonly source: string; readonly mutants: readonly ReportedMutant[] }>
  >;
}

/** Mutants that a line of code has on average; decides how many slices a sample takes. */
const mutantsPerLine = 0.75;
const minScoredMutants = 20;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string' }, seed: { type: 'string', default: '1' } },
});
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Slices in a random order that the seed repeats, until they have about `count` mutants. */
function drawSample(slices: readonly Slice[], count: number, seed: number): readonly Slice[] {
  const random = randomFrom(seed);
  const shuffled = slices.map((slice) => ({ slice, at: random() })).sort((a, b) => a.at - b.at);
  let expected = 0;
  return shuffled
    .map(({ slice }) => slice)
    .filter(({ first, last }) => {
      if (expected >= count) return false;
      expected += (last - first + 1) * mutantsPerLine;
      return true;
    });
}

function runStryker(slices: readonly Slice[], folder: string): Report {
  const report = join(folder, 'report.json');
  const config = {
    testRunner: 'vitest',
    vitest: { configFile: 'test/mutation/vitest.config.ts' },
    plugins: ['@stryker-mutator/vitest-runner'],
    // TypeScript 7 has no JavaScript API: Stryker must not look for a configuration to rewrite.
    tsconfigFile: 'none.json',
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    concurrency: 2,
    timeoutMS: 20_000,
    tempDirName: join(folder, 'sandbox'),
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: report },
    mutate: slices.map(({ file, first, last }) => `${file}:${first}-${last}`),
  };
  const path = join(folder, 'stryker.json');
  writeFileSync(path, JSON.stringify(config));
  const { status } = spawnSync('npx', ['stryker', 'run', path], { stdio: 'inherit' });
  if (status !== 0) throw new Error('Stryker did not finish.');
  return JSON.parse(readFileSync(report, 'utf8')) as Report;
}

/** One line for a mutant: where it is, the line of code, and what it became. */
function describeMutant(file: string, source: string, mutant: ReportedMutant): string {
  const { line } = mutant.location.start;
  const code = source.split('\n')[line - 1]?.trim() ?? '';
  return `${file}:${line} ${mutant.mutatorName}: ${code} -> ${mutant.replacement ?? ''}`.replace(/\s+/g, ' ');
}

/** Prints each area's score and returns whether all reach their goal. */
function printScores(report: Report): boolean {
  const survivors: string[] = [];
  let isGood = true;
  for (const { name, goal, files } of areas) {
    let [killed, total, equivalent] = [0, 0, 0];
    for (const [file, { source, mutants }] of Object.entries(report.files)) {
      if (!files.test(file)) continue;
      for (const mutant of mutants) {
        const text = describeMutant(file, source, mutant);
        if (mutant.status === 'Killed' || mutant.status === 'Timeout') {
          killed += 1;
          total += 1;
        } else if (mutant.status === 'Survived' || mutant.status === 'NoCoverage') {
          if (equivalentMutants.some(({ mutant: known }) => text.includes(known))) equivalent += 1;
          else {
            survivors.push(`${mutant.status} ${text}`);
            total += 1;
          }
        }
      }
    }
    if (total === 0) continue;
    const score = (100 * killed) / total;
    if (total >= minScoredMutants && score < goal) isGood = false;
    print(
      `${name.padEnd(10)} ${score.toFixed(1)} % of ${total} mutants (goal ${goal} %), ${equivalent} equivalent`,
    );
  }
  mkdirSync('coverage/mutation', { recursive: true });
  writeFileSync('coverage/mutation/survivors.txt', `${survivors.sort().join('\n')}\n`);
  return isGood;
}

const population = slicesOf(positionals);
const slices =
  values.sample === undefined
    ? population
    : drawSample(population, Number(values.sample), Number(values.seed));
print(`${slices.length} of ${population.length} slices of ${positionals.join(', ') || 'all areas'}`);
const folder = mkdtempSync(join(tmpdir(), 'walletwatch-mutation-'));
try {
  process.exitCode = printScores(runStryker(slices, folder)) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
