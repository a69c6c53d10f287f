/**
 * Kills a process with a store before and after every disk call, then at random moments, and starts several processes
 * on one folder. Prints figures; exits 1 if an acknowledged change is lost or a state is corrupt.
 * `store-kill [random kills]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFolder } from '../../store/folder.ts';
import { createRandom } from '../../store/lossy-disk.ts';
import { countChanges, countRecords } from '../../store/workload.ts';
import { openChildStore } from './child.ts';
import { buildChild, inLanes, startChild } from './children.ts';

const parent = mkdtempSync(join(tmpdir(), 'walletwatch-kill-'));
const faults: string[] = [];
const lanes = 2;
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

interface Tally {
  lost: number;
  corrupt: number;
}

/** Opens the files of a killed process and compares them with the changes that it had acknowledged. */
async function judge(
  folder: string,
  promised: { changes: number; records: number },
  tally: Tally,
  what: string,
) {
  try {
    const store = await openChildStore(folder);
    const changes = await countChanges(store);
    const records = await countRecords(store);
    const verdict = await store.verifyAudit();
    if (verdict.kind !== 'ok') throw new Error(`audit ${verdict.why} at ${verdict.seq}`);
    if (changes < promised.changes || records < promised.records) {
      tally.lost += 1;
      faults.push(
        `${what}: lost, ${changes}/${promised.changes} changes, ${records}/${promised.records} records`,
      );
    }
    await store.close();
  } catch (thrown) {
    tally.corrupt += 1;
    faults.push(`${what}: ${thrown instanceof Error ? thrown.message : thrown}`);
  }
}

async function killEverywhere(): Promise<void> {
  const started = performance.now();
  const whole = await startChild(join(parent, 'whole'), 'story').ended;
  const calls = Number(/^calls (\d+)$/.exec(whole.lines.at(-1) ?? '')?.[1] ?? 0);
  const points = Array.from({ length: calls }, (_, index) =>
    ['before', 'after'].map((when) => [index + 1, when] as const),
  ).flat();
  const tally: Tally = { lost: 0, corrupt: 0 };
  let killed = 0;
  await inLanes(lanes, points, async ([at, when]) => {
    const folder = join(parent, `point-${at}-${when}`);
    const { promised, signal, errors } = await startChild(folder, 'story', String(at), when).ended;
    if (signal === 'SIGKILL') killed += 1;
    if (errors !== '') faults.push(`call ${at}: ${errors}`);
    await judge(folder, promised, tally, `killed ${when} call ${at}`);
    rmSync(folder, { recursive: true, force: true });
  });
  print(
    `every call: ${calls} calls, ${killed} kills, ${tally.lost} lost, ${tally.corrupt} corrupt, ${seconds(started)}`,
  );
  if (killed < 150) faults.push(`only ${killed} points`);
}

async function killAtRandom(kills: number): Promise<void> {
  const started = performance.now();
  const tally: Tally = { lost: 0, corrupt: 0 };
  let killed = 0;
  let acknowledged = 0;
  await inLanes(
    lanes,
    Array.from({ length: lanes }, (_, lane) => lane),
    async (lane) => {
      const random = createRandom(lane + 1);
      const folder = join(parent, `random-${lane}`);
      const most = { changes: 0, records: 0 };
      for (let life = 0; life < kills / lanes; life++) {
        const child = startChild(folder, 'live');
        // Every fifth is killed while it starts or opens the store.
        const early = random() < 0.2;
        if (!early) await child.spoke;
        const until = performance.now() + random() * (early ? 250 : 40);
        while (performance.now() < until) await new Promise<void>((resolve) => setImmediate(resolve));
        child.kill();
        const { promised, signal, errors, lines } = await child.ended;
        if (signal === 'SIGKILL') killed += 1;
        else faults.push(`life ${life} of lane ${lane}: ${errors}`);
        acknowledged += Math.max(0, lines.length - 1);
        most.changes = Math.max(most.changes, promised.changes);
        most.records = Math.max(most.records, promised.records);
        await judge(folder, most, tally, `life ${life} of lane ${lane}`);
      }
    },
  );
  print(
    `random: ${killed} kills, ${acknowledged} acknowledged, ${tally.lost} lost, ${tally.corrupt} corrupt, ${seconds(started)}`,
  );
}

async function meet(): Promise<void> {
  const started = performance.now();
  const folder = join(parent, 'meet');
  const holder = startChild(folder, 'hold');
  await holder.spoke;
  const before = await readFolder(folder);
  let slowest = 0;
  for (let round = 0; round < 10; round++) {
    const { code, ms, errors } = await startChild(folder, 'live').ended;
    slowest = Math.max(slowest, ms);
    if (code !== 75 || !errors.includes(String(holder.pid)))
      faults.push(`a second process ended with ${code}: ${errors}`);
  }
  const after = await readFolder(folder);
  const same =
    before.size === after.size && [...before].every(([name, bytes]) => after.get(name)?.equals(bytes));
  if (!same) faults.push('a second process changed something');
  if (slowest > 1000) faults.push(`a second process took ${slowest.toFixed(0)} ms to leave`);
  holder.release();
  if ((await holder.ended).code !== 0) faults.push('the holder did not end well');

  let ties = 0;
  for (let round = 0; round < 25; round++) {
    // The previous process was killed, so that all of them find its lock.
    const killed = startChild(folder, 'hold');
    await killed.spoke;
    killed.kill();
    await killed.ended;
    const rivals = [startChild(folder, 'hold'), startChild(folder, 'hold'), startChild(folder, 'hold')];
    await Promise.all(rivals.map((rival) => rival.spoke));
    for (const rival of rivals) rival.release();
    const codes = (await Promise.all(rivals.map((rival) => rival.ended))).map(({ code }) => code);
    const winners = codes.filter((code) => code === 0).length;
    const losers = codes.filter((code) => code === 75).length;
    if (winners === 1 && losers === 2) ties += 1;
    else faults.push(`three at once ended with ${codes.join(', ')}`);
  }
  print(
    `second process: 10 of 10 ended in at most ${slowest.toFixed(0)} ms; three at once after a crash: exactly one won in ${ties} of 25, ${seconds(started)}`,
  );
}

const removeChild = buildChild();
await killEverywhere();
await killAtRandom(Number(process.argv[2] ?? 1000));
await meet();
rmSync(parent, { recursive: true, force: true });
removeChild();
for (const fault of faults.slice(0, 10)) print(`FAULT ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
