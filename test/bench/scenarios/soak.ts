import { inFlight } from '../harness/arena.ts';
import type { Child } from '../harness/child.ts';
import { compare } from '../harness/figures.ts';
import type { People } from '../harness/people.ts';
import { telegramTrip } from '../harness/platforms.ts';
import type { Retained } from '../harness/probe.ts';
import { startProduct, webhookEnv } from '../harness/product.ts';
import type { Scenario } from '../harness/scenario.ts';
import { withStubs } from '../harness/stubs.ts';
import { openLoad, pause } from '../harness/trips.ts';

/** `BENCH_SOAK` is the number of commands; the default is short enough for every run. */
const commands = Number(process.env['BENCH_SOAK'] ?? 60_000);
const step = 10_000;
const warmUp = 2;
const people: People = { count: 8192, operators: 64 };
const maxMbPerStep = 1;

/** Many commands: the growth of memory per 10,000 commands, and the sockets and timers left afterwards. */
export const soak: Scenario = {
  name: 'soak',
  run: () =>
    withStubs({ people }, async (stubs, own) => {
      const { child, port } = own(await startProduct({ ...stubs, env: webhookEnv(stubs.platform) }));
      const trip = telegramTrip({ people, platform: stubs.platformStub, inFlight });
      const retained: Retained[] = [];
      for (let done = 0; done < commands; done += step) {
        // The load ends between the steps, so that sockets and timers left by it are visible.
        const load = await openLoad(port, inFlight, trip);
        for (let part = 0; part < step; part += 1000) await load.run(1000);
        load.close();
        retained.push(await settled(child));
      }
      const sizes = retained.slice(warmUp).map(({ heap }) => heap / 2 ** 20);
      const resources = retained.slice(warmUp).map((each) => countOf(each));
      const [first = 0] = resources;
      return [
        compare({ name: 'heap held by 10,000 commands, 1 MB', unit: 'MB', goal: 1 }, [
          { ours: slopeOf(sizes), against: maxMbPerStep },
        ]),
        compare({ name: 'sockets and timers, after the first', unit: '', goal: 1 }, [
          { ours: resources.at(-1) ?? 0, against: first },
        ]),
      ];
    }),
};

/** Persistent connections close after an idle time; only resources that remain after that are leaks. */
async function settled(child: Child): Promise<Retained> {
  await pause(6000);
  return child.retained();
}

function countOf({ resources }: Retained): number {
  return Object.values(resources).reduce((sum, count) => sum + count, 0);
}

/** Returns the slope of the line through the values, by least squares. */
function slopeOf(values: readonly number[]): number {
  const mean = (of: readonly number[]) => of.reduce((sum, value) => sum + value, 0) / of.length;
  const places = values.map((_, place) => place);
  const [x, y] = [mean(places), mean(values)];
  const over = values.reduce((sum, value, place) => sum + (place - x) * (value - y), 0);
  const under = places.reduce((sum, place) => sum + (place - x) ** 2, 0);
  return over / under;
}
