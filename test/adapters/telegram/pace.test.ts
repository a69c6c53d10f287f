import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSendRateLimiter } from '../../../adapters/telegram/send/rate-limit.ts';
import { createFakeClock } from '../../fakes/clock.ts';

/** How long a message is on its way, and then its answer. */
const ways = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }));

describe('the pace of messages that nobody asked for', () => {
  it('lets no more arrive in any second than are taken, however long each and its answer are on their way', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(ways, { minLength: 5, maxLength: 25 }),
        fc.integer({ min: 1, max: 4 }),
        async (trips, max) => {
          const clock = createFakeClock();
          const paced = createSendRateLimiter(clock, { max, per: 1000 });
          const arrivals: number[] = [];
          const work = trips.map(async ([there, back]) => {
            const end = await paced.turn();
            await clock.sleep(there);
            arrivals.push(clock.mono());
            await clock.sleep(back);
            end();
          });
          for (let second = 0; second < 60 && arrivals.length < trips.length; second++)
            await clock.advance(1000);
          await clock.advance(1000);
          await Promise.all(work);
          expect(arrivals).toHaveLength(trips.length);
          arrivals.sort((a, b) => a - b);
          for (const [index, at] of arrivals.entries()) {
            const later = arrivals[index + max];
            if (later !== undefined) expect(later - at).toBeGreaterThanOrEqual(1000);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('hands out turns in the order in which they are asked for, and all of a second at once', async () => {
    const clock = createFakeClock();
    const paced = createSendRateLimiter(clock, { max: 3, per: 1000 });
    const order: number[] = [];
    for (let index = 0; index < 7; index++) {
      void paced.turn().then((end) => {
        order.push(index);
        end();
      });
    }
    await clock.advance(0);
    expect(order).toEqual([0, 1, 2]);
    await clock.advance(1000);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
    await clock.advance(1000);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('counts those that did not wait, however many they were', async () => {
    const clock = createFakeClock();
    const paced = createSendRateLimiter(clock, { max: 3, per: 1000 });
    for (let index = 0; index < 200_000; index++) paced.begin()();
    let turns = 0;
    void paced.turn().then(() => (turns += 1));
    await clock.advance(999);
    expect(turns).toBe(0);
    await clock.advance(1);
    expect(turns).toBe(1);
  });
});
