import { describe, expect, it } from 'vitest';
import { defaultTiming } from '../../../src/core/alerts/timing.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createWorld, fewTurns, said } from './world.ts';

const hour = 3_600_000;

describe('an account whose figure swings', () => {
  it.each([
    ['around its threshold', [95, 105]],
    ['between low and barely recovered', [99, 120]],
    ['up and down with unreadable figures in between', [95, undefined, 119, 130, 95]],
  ])('%s for a thousand polls fires once and resolves once', async (_, levels) => {
    const clock = createFakeClock(undefined, fewTurns);
    const world = await createWorld({ clock, poll: 10_000 });
    world.left('user@upi', 900);
    await world.alerts.start();
    await world.polls(2);
    for (let tick = 0; tick < 1_000; tick++) {
      const left = levels[tick % levels.length];
      if (left === undefined) world.failing.set('bank', 'malformed');
      else {
        world.failing.clear();
        world.left('user@upi', left);
      }
      await world.polls(1);
    }
    world.failing.clear();
    world.left('user@upi', 900);
    await world.polls(5);
    const news = world.red.calls.filter(({ what }) => what !== 'edit');
    expect(said(news)).toEqual([
      expect.stringMatching(/^send red:1 \(A1 Low limit: user@upi/),
      expect.stringMatching(/^follow red:1 \(A1 user@upi: all clear/),
    ]);
    await world.stop();
  });

  it('notifies at most four times an hour, for waves of any length', async () => {
    const clock = createFakeClock(undefined, fewTurns);
    // Without digests each message is about one account.
    const world = await createWorld({ clock, timing: { ...defaultTiming, stormSize: 10_000 } });
    const waves = Array.from({ length: 60 }, (_, index) => index + 1).flatMap((low) => [
      { name: `${low}-even@upi`, low, up: low, isWorse: true },
      { name: `${low}-short@upi`, low, up: 3, isWorse: low % 2 === 0 },
    ]);
    await world.alerts.start();
    for (let tick = 0; tick < 150; tick++) {
      for (const { name, low, up, isWorse } of waves) {
        const at = tick % (low + up);
        if (at >= low) world.left(name, 900);
        else world.left(name, isWorse && at < low - 1 ? 90 : 10);
      }
      await world.polls(1);
    }
    const notified = new Map<string, number[]>();
    for (const { what, at, text } of world.red.calls) {
      const name = /\d+-[a-z]+@upi/.exec(text)?.[0] ?? '';
      if (what !== 'edit') notified.set(name, [...(notified.get(name) ?? []), at]);
    }
    expect([...notified.keys()].sort()).toEqual(waves.map(({ name }) => name).sort());
    const within = (times: readonly number[], from: number) =>
      times.filter((at) => at >= from && at < from + hour).length;
    const most = [...notified.values()].map((times) => Math.max(...times.map((from) => within(times, from))));
    expect(Math.max(...most)).toBeLessThanOrEqual(4);
    expect(Math.max(...most)).toBeGreaterThan(2);
    await world.stop();
  });
});
