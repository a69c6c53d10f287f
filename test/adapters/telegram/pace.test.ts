import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSendRateLimiter } from '../../../adapters/telegram/send/rate-limit.ts';
import { createFakeClock } from '../../fakes/clock.ts';

/** Travel times of a message and of its answer. */
const trips = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }));

describe('the rate limiter', () => {
  it('never lets more messages arrive in a second than are accepted, whatever the latency', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(trips, { minLength: 5, maxLength: 25 }),
        fc.integer({ min: 1, max: 4 }),
        async (durations, max) => {
          const clock = createFakeClock();
          const limiter = createSendRateLimiter(clock, { max, per: 1000 });
          const arrivals: number[] = [];
          const work = durations.map(async ([there, back]) => {
            const end = await limiter.turn();
            await clock.sleep(there);
            arrivals.push(clock.mono());
            await clock.sleep(back);
            end();
          });
          for (let second = 0; second < 60 && arrivals.length < durations.length; second++)
            await clock.advance(1000);
          await clock.advance(1000);
          await Promise.all(work);
          expect(arrivals).toHaveLength(durations.length);
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

  it('grants turns in order, and all turns of a second at once', async () => {
    const clock = createFakeClock();
    const limiter = createSendRateLimiter(clock, { max: 3, per: 1000 });
    const order: number[] = [];
    for (let index = 0; index < 7; index++) {
      void limiter.turn().then((end) => {
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

  it('counts messages that did not wait, whatever their number', async () => {
    const clock = createFakeClock();
    const limiter = createSendRateLimiter(clock, { max: 3, per: 1000 });
    for (let index = 0; index < 200_000; index++) limiter.begin()();
    let turns = 0;
    void limiter.turn().then(() => (turns += 1));
    await clock.advance(999);
    expect(turns).toBe(0);
    await clock.advance(1);
    expect(turns).toBe(1);
  });
});
