import fc from 'fast-check';
import { expect, it } from 'vitest';
import { act } from './acts.ts';
import { live } from './watch.ts';

it('records and sends what an oracle expects, for random readings, actions and failures', async () => {
  let [notices, kills, repeats] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 40, size: 'max' }), async (acts) => {
      const run = await live(acts);
      notices += run.notices;
      kills += run.kills;
      repeats += run.repeats;
    }),
    // The time limit ends the search for a shorter example, so that a difference is reported.
    { numRuns: 200, interruptAfterTimeLimit: 20_000 },
  );
  expect(notices).toBeGreaterThan(200);
  expect(kills).toBeGreaterThan(100);
  expect(repeats).toBeGreaterThan(0);
});
