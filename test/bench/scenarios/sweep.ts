import { compare, type Pair } from '../harness/figures.ts';
import { startPeer } from '../harness/peer.ts';
import type { Scenario } from '../harness/scenario.ts';
import { type Stubs, withStubs } from '../harness/stubs.ts';
import { type Sweeper, startSweeper, sweeperOf, unwatched } from '../harness/sweep.ts';

const operators = 10_000;
const accounts = 100;
const rounds = 3;
const slow = { operators: 2000, latency: 100, connections: 64 } as const;

/**
 * Every operator is polled and evaluated without an incident: processor time, peak memory, and wall time with slow
 * providers. Between two polls either no figure has changed, as for most operators, or every one has.
 */
export const sweep: Scenario = {
  name: 'sweep',
  run: () => {
    const people = { count: unwatched, operators: unwatched + operators };
    return withStubs({ people, accounts }, async (stubs, own) => {
      const ours = own(await startSweeper(stubs, operators));
      const bare = own(await startBare(stubs));
      const apart = own(await startBare(stubs, { OWN: '1' }));
      const [cpu, cpuApart, cpuAnew]: [Pair[], Pair[], Pair[]] = [[], [], []];
      for (let round = -1; round < rounds; round++) {
        const [spent, shared, each] = [
          await cpuOfRound(ours),
          await cpuOfRound(bare),
          await cpuOfRound(apart),
        ];
        stubs.providerStub.spend();
        const anew = await cpuOfRound(ours);
        if (round < 0) continue;
        cpu.push({ ours: spent, against: shared });
        cpuApart.push({ ours: spent, against: each });
        cpuAnew.push({ ours: anew, against: each });
      }
      const [product, minimum] = [await ours.child.usage(), await bare.child.usage()];
      await ours.stop();
      await bare.stop();
      await apart.stop();
      const memory = { ours: product.peak / 2 ** 20, against: minimum.peak / 2 ** 20 };
      const wall = await slowRound(stubs, own);
      return [
        compare({ name: 'undici + JSON.parse, CPU', unit: 'us CPU', goal: 1.4 }, cpu),
        compare({ name: 'the same, a connection each, CPU', unit: 'us CPU', goal: 1.4 }, cpuApart),
        compare({ name: 'a connection each, every figure changed, CPU', unit: 'us CPU', goal: 1.4 }, cpuAnew),
        compare({ name: 'undici + JSON.parse, peak memory', unit: 'MB', goal: 1.3 }, [memory]),
        compare({ name: 'latency x operators / connections', unit: 'ms', goal: 1.1 }, [wall]),
      ];
    });
  },
};

async function slowRound(stubs: Stubs, own: (started: Sweeper) => Sweeper): Promise<Pair> {
  const sweeper = own(await startSweeper(stubs, slow.operators));
  // The first poll stores the listed subjects and the second is evaluated once more; later polls are like those of a whole day.
  for (let warm = 0; warm < 2; warm++) await sweeper.round();
  stubs.providerStub.slow(slow.latency, unwatched);
  const ours = await sweeper.round();
  stubs.providerStub.slow(0);
  return { ours, against: (slow.latency * slow.operators) / slow.connections };
}

async function cpuOfRound({ child, round }: Sweeper): Promise<number> {
  const before = await child.usage();
  await round();
  return ((await child.usage()).cpu - before.cpu) / operators;
}

async function startBare(stubs: Stubs, env: Readonly<Record<string, string>> = {}): Promise<Sweeper> {
  const { child, stop } = await startPeer('sweep-bare', stubs, { env: { FIRST: String(unwatched), ...env } });
  return sweeperOf(child, operators, stop);
}
