/**
 * Simulates power losses in a model of a disk, and disk errors at every call. Prints figures; exits 1 if an acknowledged
 * change is lost, a state is corrupt, or the model without syncs does not detect it.
 * `store-disk [schedules] [seed]`
 */
import { runFaults } from '../../store/faults.ts';
import { losePower } from '../../store/power.ts';

const schedules = Number(process.argv[2] ?? 20_000);
const seed = Number(process.argv[3] ?? 1);
const print = (line: string): void => void process.stdout.write(`${line}\n`);
let failed = false;

for (const pretends of ['nothing', 'file syncs', 'folder syncs'] as const) {
  const started = performance.now();
  const count = pretends === 'nothing' ? schedules : Math.ceil(schedules / 10);
  const figures = await losePower({ seed, schedules: count, pretends });
  const bad = figures.corrupt + figures.lost;
  print(
    `power loss, ${pretends === 'nothing' ? 'every sync real' : `${pretends} skipped`}: ${figures.schedules} schedules, ${figures.lost} lost, ${figures.corrupt} corrupt, ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  if (figures.example !== undefined) print(`  such as: ${figures.example}`);
  failed ||= pretends === 'nothing' ? bad > 0 : bad === 0;
}

const started = performance.now();
const { calls, stories, rejected, failures } = await runFaults(1);
print(
  `disk errors: ENOSPC and EIO, once and lasting, at each of ${calls} calls: ${stories} stories, ${rejected} changes rejected, ${failures.length} failures, ${((performance.now() - started) / 1000).toFixed(1)} s`,
);
for (const failure of failures.slice(0, 10)) print(`FAULT ${failure}`);
process.exitCode = failed || failures.length > 0 ? 1 : 0;
