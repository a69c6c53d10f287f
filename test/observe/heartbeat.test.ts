import { describe, expect, it } from 'vitest';
import type { Route } from '../../src/core/chat/routes.ts';
import { checkMonitor, createHeartbeat, type MonitorReport } from '../../src/observe/heartbeat.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { createWorld } from '../engine/alerts/world.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { quietLog } from '../store/folder.ts';

const minute = 60_000;

function watching(more: { age?: number; lastTick?: number; overdue?: number } = {}): MonitorReport {
  const { age = 1_000, lastTick = 10, overdue = 0 } = more;
  return {
    state: () => ({ connections: new Map([['acme/bank', age]]), lastTick }),
    stats: async () => ({ incidents: { firing: 2 }, waiting: 1, oldest: 5_000, overdue }),
  };
}

describe('checkMonitor', () => {
  it('returns nothing if everything was done in time', async () => {
    expect(await checkMonitor(watching(), minute)).toEqual([]);
  });

  it.each([
    [{ lastTick: 5 * minute }, 'The monitor has stopped.'],
    [{ age: 5 * minute }, 'acme/bank was not polled in time.'],
    [{ overdue: 6 * minute }, 'Messages are overdue.'],
  ])('reports %o', async (more, sentence) => {
    expect(await checkMonitor(watching(more), minute)).toEqual([sentence]);
  });
});

describe('the heartbeat', () => {
  it('pings once a minute while the check finds nothing, and not while it does', async () => {
    const clock = createFakeClock();
    let beats = 0;
    let overdue: string[] = [];
    const heartbeat = createHeartbeat({
      clock,
      log: quietLog,
      check: async () => overdue,
      ping: async () => {
        beats += 1;
        if (beats === 2) throw new Error('refused');
      },
    });
    heartbeat.start();
    await clock.advance(5 * minute);
    expect(beats).toBe(5);
    overdue = ['The monitor has stopped.'];
    await clock.advance(5 * minute);
    expect(beats).toBe(5);
    overdue = [];
    await clock.advance(minute);
    expect(beats).toBe(6);
    await heartbeat.stop();
  });
});

describe('/metrics', () => {
  it('contains freshness, incidents, the outbox, sends by outcome and the event loop lag', async () => {
    const world = await createWorld();
    world.left('user@upi', 10);
    await world.alerts.start();
    await world.polls(2);
    const metrics = createMetrics();
    const routes: Route[] = [];
    metrics.open(world.alerts, { add: (route) => void routes.push(route) });
    metrics.sent('card', 'sent');
    metrics.sent('card', 'sent');
    metrics.sent('edit', 'wait');
    const answer = await routes[0]?.handle({ headers: {}, body: new Uint8Array() });
    expect(routes[0]).toMatchObject({ method: 'GET', path: '/metrics' });
    expect(answer).toMatchObject({ status: 200, contentType: expect.stringContaining('text/plain') });
    expect(answer?.body).toMatch(/walletwatch_connection_age_seconds\{connection="acme\/bank"\} \d/);
    for (const line of [
      'walletwatch_incidents{state="firing"} 1',
      'walletwatch_outbox_waiting 0',
      'walletwatch_sends_total{what="card",outcome="sent"} 2',
      'walletwatch_sends_total{what="edit",outcome="wait"} 1',
    ])
      expect(answer?.body).toContain(line);
    expect(answer?.body).toContain('walletwatch_event_loop_lag_seconds');
    expect(answer?.body).not.toContain('user@upi');
    expect(await checkMonitor(world.alerts, minute)).toEqual([]);
    metrics.close();
    await world.stop();
  });
});
