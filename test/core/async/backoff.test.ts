import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffPause } from '../../../src/core/async/backoff.ts';

const options = { first: 250, max: 10_000 };
const retry = fc.nat(5000);

describe('pause before a retry', () => {
  it('doubles up to the maximum', () => {
    const pauses = Array.from({ length: 8 }, (_, number) => backoffPause(number, options));
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  it('is the maximum after any number of retries', () => {
    expect(backoffPause(100_000, options)).toBe(10_000);
  });

  it('with jitter is between the minimum and the pause without jitter', () => {
    fc.assert(
      fc.property(retry, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(250), (number, random, min) => {
        const pause = backoffPause(number, options, { random: () => random, min });
        expect(pause).toBeGreaterThanOrEqual(min);
        expect(pause).toBeLessThanOrEqual(backoffPause(number, options));
      }),
    );
  });

  it('with jitter reaches both ends of its range', () => {
    expect(backoffPause(2, options, { random: () => 0 })).toBe(0);
    expect(backoffPause(2, options, { random: () => 0, min: 125 })).toBe(125);
    expect(backoffPause(2, options, { random: () => 1, min: 125 })).toBe(1000);
  });
});
