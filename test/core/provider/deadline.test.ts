import { describe, expect, it } from 'vitest';
import { remainingAsk } from '../../../src/core/provider/deadline.ts';
import { createFakeClock } from '../../fakes/clock.ts';

describe('the remaining time of a question with several calls', () => {
  it('is passed from call to call, less a reserve for returning the answer', async () => {
    const clock = createFakeClock();
    const { signal } = new AbortController();
    const left = remainingAsk({ deadline: 8000, signal }, clock);
    expect(left()).toEqual({ deadline: 7800, signal });
    await clock.advance(7000);
    expect(left().deadline).toBe(800);
  });

  it('ends with a reason', async () => {
    const clock = createFakeClock();
    const [left, late] = [
      remainingAsk({ deadline: 100 }, clock),
      remainingAsk({ deadline: 100 }, clock, 'not-asked'),
    ];
    await clock.advance(90);
    expect(left).toThrow(expect.objectContaining({ reason: 'timeout' }));
    expect(late).toThrow(expect.objectContaining({ reason: 'not-asked' }));
  });

  it('has the default of the HTTP client if no deadline is set', async () => {
    const clock = createFakeClock();
    const left = remainingAsk({}, clock);
    await clock.advance(3_600_000);
    expect(left()).toEqual({});
  });
});
