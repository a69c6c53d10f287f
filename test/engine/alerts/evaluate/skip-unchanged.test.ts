import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Threshold } from '../../../../src/core/alerts/records.ts';
import type { Decimal } from '../../../../src/core/money/decimal.ts';
import { createWorld, said, type World } from '../world.ts';

const place = { operator: 'acme', connection: 'bank', subject: '*' };
const asha = { principal: 'telegram:1', name: 'Asha' } as const;
const half: Threshold = { kind: 'percent', percent: '50' as Decimal };

/** Counts the responses received meanwhile, and those not parsed. */
async function during(world: World, polls: number): Promise<{ unread: number; asked: number }> {
  const [unread, asked] = [world.unread, world.asked];
  await world.polls(polls);
  return { unread: world.unread - unread, asked: world.asked - asked };
}

async function uneventful(): Promise<World> {
  const world = await createWorld();
  world.left('user@upi', 400);
  await world.alerts.start();
  await world.polls(3);
  return world;
}

describe('equal responses', () => {
  it('are not parsed if the last evaluation changed nothing', async () => {
    const world = await uneventful();
    const { unread, asked } = await during(world, 5);
    expect(asked).toBeGreaterThan(3);
    expect(unread).toBe(asked);
    expect(world.alerts.state().connections.get('acme/bank')).toBeLessThan(70_000);
    expect(world.red.calls).toEqual([]);
    await world.stop();
  });

  it('are evaluated with a threshold set since', async () => {
    const world = await uneventful();
    await world.alerts.service.setThreshold(place, half, asha, world.clock.now());
    await world.polls(5);
    expect(said(world.red.calls)[0]).toMatch(/^send red:1 .*user@upi/);
    await world.stop();
  });

  it('are parsed while an incident exists, so that it can fire and resolve', async () => {
    const world = await uneventful();
    world.left('user@upi', 20);
    const falling = await during(world, 4);
    expect(falling.unread).toBe(0);
    expect((await world.incidents()).map(({ incident }) => incident.state)).toEqual(['firing']);
    world.left('user@upi', 400);
    await world.polls(4);
    expect((await world.incidents()).map(({ incident }) => incident.state)).toEqual(['resolved']);
    await world.stop();
  });

  it('are parsed after missing data, and once on another day', async () => {
    const world = await uneventful();
    world.failing.set('bank', 'timeout');
    await world.polls(2);
    world.failing.delete('bank');
    const back = await during(world, 4);
    expect(back.unread).toBeGreaterThan(0);
    const unread = await during(world, 24 * 60);
    expect(unread.asked - unread.unread).toBeGreaterThan(0);
    expect(unread.asked - unread.unread).toBeLessThan(6);
    expect(world.red.calls).toEqual([]);
    await world.stop();
  });
});

type Step =
  | { readonly kind: 'left'; readonly name: string; readonly amount: number | undefined }
  | { readonly kind: 'threshold'; readonly percent: string }
  | { readonly kind: 'fail' | 'answer' | 'day' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('left'),
    name: fc.constantFrom('a@upi', 'b@upi'),
    amount: fc.constantFrom(undefined, 10, 80, 400, 900),
  }),
  fc.record({ kind: fc.constant('threshold'), percent: fc.constantFrom('5', '50') }),
  fc.record({ kind: fc.constantFrom('fail', 'answer', 'day') }),
);

/** Returns all calls and incidents of a world in which these steps happen, a few polls apart. */
async function outcomeOf(steps: readonly Step[], hasFingerprints: boolean) {
  const world = await createWorld({ hasFingerprints });
  world.left('a@upi', 900);
  await world.alerts.start();
  for (const each of steps) {
    if (each.kind === 'left') world.left(each.name, each.amount);
    else if (each.kind === 'fail') world.failing.set('bank', 'timeout');
    else if (each.kind === 'answer') world.failing.delete('bank');
    else if (each.kind === 'threshold') {
      const threshold: Threshold = { kind: 'percent', percent: each.percent as Decimal };
      await world.alerts.service.setThreshold(place, threshold, asha, world.clock.now());
    } else world.clock.jumpTo(world.clock.now() + 86_400_000);
    await world.polls(3);
  }
  const { unread } = world;
  await world.stop();
  return { unread, calls: said(world.red.calls), incidents: await world.incidents() };
}

describe('skipping equal responses', () => {
  it('has the result of evaluating them', async () => {
    let skipped = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const { unread, ...fast } = await outcomeOf(steps, true);
        const { unread: none, ...plain } = await outcomeOf(steps, false);
        expect(fast).toEqual(plain);
        expect(none).toBe(0);
        skipped += unread;
      }),
      { numRuns: 12 },
    );
    expect(skipped).toBeGreaterThan(0);
  });
});
