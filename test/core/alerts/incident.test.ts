import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NoticeReason, SubjectState } from '../../../src/core/alerts/incident.ts';
import {
  acknowledgeIncident,
  isOpenIncident,
  noIncident,
  snoozeIncident,
  transition,
  withdrawIncident,
} from '../../../src/core/alerts/incident.ts';
import type { Incident } from '../../../src/core/alerts/records.ts';
import {
  defaultFiringPolicy,
  defaultTiming,
  immediateFiringPolicy,
} from '../../../src/core/alerts/timing.ts';
import { createOracle } from '../../engine/alerts/oracle.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.UTC(2026, 10, 20, 6, 30);
const warn: SubjectState = { kind: 'breach', level: 'warn' };
const critical: SubjectState = { kind: 'breach', level: 'critical' };
const between: SubjectState = { kind: 'ok', recovered: false };
const recovered: SubjectState = { kind: 'ok', recovered: true };
const unknown: SubjectState = { kind: 'unknown' };
const asha = { principal: 'chat:1', name: 'Asha' } as const;
const ravi = { principal: 'chat:2', name: 'Ravi' } as const;

/** An incident over time. */
function track(policy = defaultFiringPolicy, every = minute) {
  let incident: Incident = noIncident;
  let now = start;
  const notices: { at: number; what: NoticeReason }[] = [];
  return {
    read(...verdicts: readonly SubjectState[]) {
      for (const verdict of verdicts) {
        const stepped = transition(incident, verdict, now, defaultTiming, policy);
        incident = stepped.incident;
        if (stepped.notice !== undefined) notices.push({ at: now, what: stepped.notice });
        now += every;
      }
    },
    pass: (ms: number) => {
      now += ms;
    },
    acknowledge(by: typeof asha | typeof ravi) {
      const outcome = acknowledgeIncident(incident, by, now, defaultTiming);
      if (outcome.kind === 'acknowledged') incident = outcome.incident;
      return outcome.kind;
    },
    snooze(ms: number) {
      incident = snoozeIncident(incident, asha, now + ms, now, defaultTiming) ?? incident;
    },
    reasons: () => notices.map(({ what }) => what),
    notices,
    get incident() {
      return incident;
    },
    get now() {
      return now;
    },
  };
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('an incident', () => {
  it('fires at the second fresh breach, and at the first critical one', () => {
    const low = track();
    low.read(warn);
    expect(low.incident.state).toBe('pending');
    low.read(warn);
    expect(low.reasons()).toEqual(['fired']);
    const empty = track();
    empty.read(critical);
    expect(empty.reasons()).toEqual(['fired']);
  });

  it('forgets a pending breach after a recovery, but not after a slight rise', () => {
    const recovering = track();
    recovering.read(warn, recovered, warn);
    expect(recovering.incident.state).toBe('pending');
    const hovering = track();
    hovering.read(warn, between, unknown, warn);
    expect(hovering.reasons()).toEqual(['fired']);
  });

  it('resolves at the third recovery in a row, and ignores missing readings', () => {
    const low = track();
    low.read(warn, warn, recovered, recovered, unknown, unknown, between, recovered, unknown, recovered);
    expect(low.reasons()).toEqual(['fired']);
    low.read(recovered);
    expect(low.reasons()).toEqual(['fired', 'resolved']);
    expect(low.incident).toMatchObject({ state: 'resolved', resolvedAt: low.now - minute });
  });

  it('stays open through an outage of 30 minutes', () => {
    const low = track();
    low.read(warn, warn, ...times(30, unknown));
    expect(low.reasons()).toEqual(['fired']);
    expect(isOpenIncident(low.incident)).toBe(true);
  });

  it('fires once and resolves once, however long the figure swings around its threshold', () => {
    for (const swing of [
      [warn, between],
      [between, warn],
      [warn, between, unknown, warn, recovered],
    ]) {
      const low = track();
      for (let tick = 0; tick < 1000; tick++) {
        low.read(swing[tick % swing.length] ?? unknown);
        low.pass(-minute + 1000);
      }
      low.read(recovered, recovered, recovered, recovered);
      expect(low.reasons()).toEqual(['fired', 'resolved']);
    }
  });

  it('notifies at most four times an hour on the worst square waves of every period', () => {
    let most = 0;
    for (let low = 1; low <= 60; low++) {
      for (const up of [1, 2, 3, 4, 5, 7, 10, 20, 30, 57, 60]) {
        for (const wave of [times(low, critical), times(low, warn), [...times(low, warn), critical]]) {
          const account = track();
          for (let tick = 0; tick < 600; tick += wave.length + up)
            account.read(...wave, ...times(up, recovered));
          for (const { at } of account.notices) {
            const within = account.notices.filter((each) => each.at >= at && each.at < at + hour);
            most = Math.max(most, within.length);
          }
        }
      }
    }
    expect(most).toBeLessThanOrEqual(4);
    expect(most).toBeGreaterThan(2);
  });

  it('escalates once, even while it is acknowledged', () => {
    const low = track();
    low.read(warn, warn);
    expect(low.acknowledge(asha)).toBe('acknowledged');
    low.read(critical, critical, warn, critical);
    expect(low.reasons()).toEqual(['fired', 'escalated']);
    expect(low.incident).toMatchObject({ state: 'acknowledged', notifiedLevel: 'critical', holder: asha });
  });

  it('is repeated every 4 hours while it is not acknowledged', () => {
    const low = track();
    low.read(...times(2 + 12 * 60, warn));
    expect(low.reasons()).toEqual(['fired', 'repeated', 'repeated', 'repeated']);
    low.acknowledge(asha);
    low.read(...times(12 * 60, warn));
    expect(low.reasons()).toHaveLength(4);
  });

  it('is repeated while data is missing', () => {
    const low = track();
    low.read(warn, warn, ...times(4 * 60, unknown));
    expect(low.reasons()).toEqual(['fired', 'repeated']);
  });

  it('is acknowledged by the first user, whose name the second one receives', () => {
    const low = track();
    low.read(warn, warn);
    expect(low.acknowledge(asha)).toBe('acknowledged');
    expect(acknowledgeIncident(low.incident, ravi, low.now, defaultTiming)).toMatchObject({
      kind: 'held',
      by: asha,
    });
  });

  it('sends no notice while it is snoozed, and one when the snooze ends', () => {
    const low = track();
    low.read(warn, warn);
    low.snooze(2 * hour);
    low.read(...times(119, warn));
    expect(low.reasons()).toEqual(['fired']);
    low.read(warn, warn);
    expect(low.reasons()).toEqual(['fired', 'woken']);
    expect(low.incident.state).toBe('firing');
  });

  it('ends its snooze when it becomes critical, even soon after it was critical before', () => {
    const low = track();
    low.read(warn, warn, critical, warn);
    low.snooze(2 * hour);
    low.read(warn, critical);
    expect(low.reasons()).toEqual(['fired', 'escalated', 'escalated']);
    expect(low.incident.snooze).toBeUndefined();
  });

  it('notifies of its end while it is snoozed', () => {
    const low = track();
    low.read(warn, warn);
    low.snooze(12 * hour);
    low.read(recovered, recovered, recovered);
    expect(low.reasons()).toEqual(['fired', 'resolved']);
  });

  it('is snoozed for a day at most', () => {
    const low = track();
    low.read(warn, warn);
    low.snooze(100 * 24 * hour);
    expect(low.incident.snooze?.until).toBe(low.now + 24 * hour);
  });

  it('accepts no acknowledgement and no snooze when it is resolved', () => {
    const low = track();
    low.read(warn, warn, recovered, recovered, recovered);
    expect(acknowledgeIncident(low.incident, asha, low.now, defaultTiming)).toEqual({ kind: 'over' });
    expect(snoozeIncident(low.incident, asha, low.now + hour, low.now, defaultTiming)).toBeUndefined();
  });

  it('ends a snooze in time after the clock was set back by a month', () => {
    const low = track();
    low.read(warn, warn);
    low.snooze(2 * hour);
    low.pass(-30 * 24 * hour);
    low.read(unknown);
    low.pass(25 * hour);
    low.read(unknown);
    expect(low.reasons()).toEqual(['fired', 'woken']);
  });

  it('is withdrawn when its subject is no longer monitored', () => {
    const low = track();
    low.read(warn, warn);
    expect(withdrawIncident(low.incident, low.now)).toMatchObject({
      notice: 'withdrawn',
      incident: { state: 'resolved' },
    });
    expect(withdrawIncident(noIncident, start)).toEqual({ incident: noIncident });
  });
});

describe('an incident compared with its oracle', () => {
  const same = (actual: unknown, expected: unknown) => {
    if (actual !== expected) throw new Error(`actual ${actual}, expected ${expected}`);
  };

  const act = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<SubjectState>(warn, critical, between, recovered) },
    { weight: 1, arbitrary: fc.constant<SubjectState>(unknown) },
    { weight: 1, arbitrary: fc.constantFrom('ack asha', 'ack ravi', 'snooze 1', 'snooze 100', 'restart') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('jump 3', 'jump -5', 'jump 700', 'jump -3000', 'jump 30', 'jump 61'),
    },
  );

  it.each([
    ['default', defaultFiringPolicy],
    ['immediate', immediateFiringPolicy],
  ])('gives the same notices with the %s firing policy, for random readings and actions', (_, policy) => {
    let notices = 0;
    fc.assert(
      fc.property(fc.array(act, { minLength: 1, maxLength: 60, size: 'max' }), (acts) => {
        const oracle = createOracle(defaultTiming, policy);
        let incident: Incident = noIncident;
        let now = start;
        for (const each of acts) {
          now += minute;
          if (typeof each === 'object') {
            const stepped = transition(incident, each, now, defaultTiming, policy);
            incident = stepped.incident;
            same(stepped.notice, oracle.read(each, now));
            if (stepped.notice !== undefined) notices += 1;
          } else {
            const [word, what] = each.split(' ');
            if (word === 'jump') now += Number(what) * minute;
            if (word === 'restart') incident = JSON.parse(JSON.stringify(incident)) as Incident;
            if (word === 'ack') {
              const by = what === 'asha' ? asha : ravi;
              const outcome = acknowledgeIncident(incident, by, now, defaultTiming);
              const result = outcome.kind === 'held' ? `held ${outcome.by.name}` : outcome.kind;
              same(result, oracle.acknowledge(by.name, now));
              if (outcome.kind === 'acknowledged') incident = outcome.incident;
            }
            if (word === 'snooze') {
              const until = now + Number(what) * hour;
              const snoozed = snoozeIncident(incident, asha, until, now, defaultTiming);
              const result = snoozed === undefined ? 'over' : 'snoozed';
              same(result, oracle.snooze(until, now, incident.level));
              incident = snoozed ?? incident;
            }
          }
          same(isOpenIncident(incident), oracle.open);
          same(incident.episode, oracle.fired);
        }
      }),
      { numRuns: 10_000 },
    );
    expect(notices).toBeGreaterThan(10_000);
  });
});
