/**
 * Runs the whole alert engine beside its oracle through random readings, acknowledgements, snoozes, restarts, kills and
 * clock jumps. Prints figures, or the shortest run that differs, and then exits 1. `alerts-watch [runs] [seed]`
 */
import fc from 'fast-check';
import { act } from '../../engine/alerts/acts.ts';
import { live } from '../../engine/alerts/watch.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const runs = Number(process.argv[2] ?? 20_000);
const started = performance.now();
let [lived, acts, asked, notices, kills, repeats] = [0, 0, 0, 0, 0, 0];

// Fails unless the run is completed.
process.exitCode = 1;
const details = await fc.check(
  fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 40, size: 'max' }), async (given) => {
    const run = await live(given);
    lived += 1;
    acts += given.length;
    asked += run.asked;
    notices += run.notices;
    kills += run.kills;
    repeats += run.repeats;
  }),
  { numRuns: runs, ...(process.argv[3] !== undefined && { seed: Number(process.argv[3]) }) },
);
print(
  `whole engine beside its oracle: ${lived} runs, ${acts} acts, ${asked} rounds, ${notices} notices, ${kills} kills, ${repeats} marked repeats, ${details.failed ? 'DIFFERS' : '0 divergences'}, seed ${details.seed}, ${((performance.now() - started) / 1000).toFixed(1)} s`,
);
process.exitCode = details.failed ? 1 : 0;
if (details.failed) {
  print(fc.defaultReportMessage(details) ?? '');
  print(details.errorInstance instanceof Error ? details.errorInstance.message : '');
}
