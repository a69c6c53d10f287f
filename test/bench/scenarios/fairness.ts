import { compare, percentile } from '../harness/figures.ts';
import type { Scenario } from '../harness/scenario.ts';
import { withStubs } from '../harness/stubs.ts';
import { startSweeper, unwatched } from '../harness/sweep.ts';

const watched = 2000;
const accounts = 100;
const latency = 100;
const questions = 1500;
const maxBlockMs = 50;

/** The effect of a sweep over slow providers on users: `/balance`, one after the other, during the sweep and without it. */
export const fairness: Scenario = {
  name: 'fairness',
  run: () => {
    const people = { count: unwatched, operators: unwatched + watched };
    return withStubs({ people, accounts }, async (stubs, own) => {
      const { child, round } = own(await startSweeper(stubs, watched));
      let asked = 0;
      const ask = async (count: number) => {
        const reported = child.nextMessage<{ readonly asked: readonly number[] }>('asked');
        child.send({ ask: count, from: asked });
        asked += count;
        return (await reported).asked;
      };
      for (let warm = 0; warm < 2; warm++) await round();
      await ask(questions);
      const idle = await ask(questions);
      stubs.providerStub.slow(latency, unwatched);
      await child.watchLoop();
      const during: number[] = [];
      let isOver = false;
      const sweep = round().finally(() => {
        isOver = true;
      });
      while (!isOver) during.push(...(await ask(50)));
      await sweep;
      const longest = await child.longestBlock();
      const p99 = { ours: percentile(during, 0.99), against: percentile(idle, 0.99) };
      const blocked = { ours: longest, against: maxBlockMs };
      return [
        compare({ name: '/balance p99, idle', unit: 'ms', goal: 4 }, [p99]),
        compare({ name: 'longest hold of the event loop, 50 ms', unit: 'ms', goal: 1 }, [blocked]),
      ];
    });
  },
};
