import fc from 'fast-check';
import { expect, it } from 'vitest';
import { act } from './acts.ts';
import { live } from './watch.ts';

it('records and says what an oracle would, whatever is read, done and broken', async () => {
  let [notices, kills, repeats] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 40, size: 'max' }), async (acts) => {
      const lived = await live(acts);
      notices += lived.notices;
      kills += lived.kills;
      repeats += lived.repeats;
    }),
    // What differs is to be shown, not lost in shortening it.
    { numRuns: 200, interruptAfterTimeLimit: 20_000 },
  );
  expect(notices).toBeGreaterThan(200);
  expect(kills).toBeGreaterThan(100);
  expect(repeats).toBeGreaterThan(0);
});
