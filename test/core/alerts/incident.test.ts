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
const well: SubjectState = { kind: 'ok', recovered: true };
const unknown: SubjectState = { kind: 'unknown' };
const asha = { principal: 'chat:1', name: 'Asha' } as const;
const ravi = { principal: 'chat:2', name: 'Ravi' } as const;

/** An incident over time. */
function live(patience = defaultFiringPolicy, every = minute) {
  let incident: Incident = noIncident;
  let now = start;
  const said: { at: number; what: NoticeReason }[] = [];
  return {
    read(...verdicts: readonly SubjectState[]) {
      for (const verdict of verdicts) {
        const stepped = transition(incident, verdict, now, defaultTiming, patience);
        incident = stepped.incident;
        if (stepped.notice !== undefined) said.push({ at: now, what: stepped.notice });
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
    words: () => said.map(({ what }) => what),
    said,
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
    const low = live();
    low.read(warn);
    expect(low.incident.state).toBe('pending');
    low.read(warn);
    expect(low.words()).toEqual(['fired']);
    const empty = live();
    empty.read(critical);
    expect(empty.words()).toEqual(['fired']);
  });

  it('forgets a breach that recovers, and not one that only rises a little', () => {
    const recovering = live();
    recovering.read(warn, well, warn);
    expect(recovering.incident.state).toBe('pending');
    const hovering = live();
    hovering.read(warn, between, unknown, warn);
    expect(hovering.words()).toEqual(['fired']);
  });

  it('is over at the third recovery in a row, and no reading that is missing counts', () => {
    const low = live();
    low.read(warn, warn, well, well, unknown, unknown, between, well, unknown, well);
    expect(low.words()).toEqual(['fired']);
    low.read(well);
    expect(low.words()).toEqual(['fired', 'resolved']);
    expect(low.incident).toMatchObject({ state: 'resolved', resolvedAt: low.now - minute });
  });

  it('stays through an outage of 30 minutes', () => {
    const low = live();
    low.read(warn, warn, ...times(30, unknown));
    expect(low.words()).toEqual(['fired']);
    expect(isOpenIncident(low.incident)).toBe(true);
  });

  it('is said once to begin and once to end, however long it swings around its threshold', () => {
    for (const swing of [
      [warn, between],
      [between, warn],
      [warn, between, unknown, warn, well],
    ]) {
      const low = live();
      for (let tick = 0; tick < 1000; tick++) {
        low.read(swing[tick % swing.length] ?? unknown);
        low.pass(-minute + 1000);
      }
      low.read(well, well, well, well);
      expect(low.words()).toEqual(['fired', 'resolved']);
    }
  });

  it('says at most four things an hour on the worst square waves of every period', () => {
    let most = 0;
    for (let low = 1; low <= 60; low++) {
      for (const up of [1, 2, 3, 4, 5, 7, 10, 20, 30, 57, 60]) {
        for (const wave of [times(low, critical), times(low, warn), [...times(low, warn), critical]]) {
          const account = live();
          for (let tick = 0; tick < 600; tick += wave.length + up) account.read(...wave, ...times(up, well));
          for (const { at } of account.said) {
            const within = account.said.filter((each) => each.at >= at && each.at < at + hour);
            most = Math.max(most, within.length);
          }
        }
      }
    }
    expect(most).toBeLessThanOrEqual(4);
    expect(most).toBeGreaterThan(2);
  });

  it('says that it got critical, once, and while somebody holds it too', () => {
    const low = live();
    low.read(warn, warn);
    expect(low.acknowledge(asha)).toBe('acknowledged');
    low.read(critical, critical, warn, critical);
    expect(low.words()).toEqual(['fired', 'escalated']);
    expect(low.incident).toMatchObject({ state: 'acknowledged', notifiedLevel: 'critical', holder: asha });
  });

  it('is repeated every 4 hours while nobody holds it', () => {
    const low = live();
    low.read(...times(2 + 12 * 60, warn));
    expect(low.words()).toEqual(['fired', 'repeated', 'repeated', 'repeated']);
    low.acknowledge(asha);
    low.read(...times(12 * 60, warn));
    expect(low.words()).toHaveLength(4);
  });

  it('is repeated while its source is silent', () => {
    const low = live();
    low.read(warn, warn, ...times(4 * 60, unknown));
    expect(low.words()).toEqual(['fired', 'repeated']);
  });

  it('is held by the first to come, and the other is told by whom', () => {
    const low = live();
    low.read(warn, warn);
    expect(low.acknowledge(asha)).toBe('acknowledged');
    expect(acknowledgeIncident(low.incident, ravi, low.now, defaultTiming)).toMatchObject({
      kind: 'held',
      by: asha,
    });
  });

  it('is silent while it is snoozed, and wakes when that is over', () => {
    const low = live();
    low.read(warn, warn);
    low.snooze(2 * hour);
    low.read(...times(119, warn));
    expect(low.words()).toEqual(['fired']);
    low.read(warn, warn);
    expect(low.words()).toEqual(['fired', 'woken']);
    expect(low.incident.state).toBe('firing');
  });

  it('breaks through a snooze when it gets critical, even soon after it was critical before', () => {
    const low = live();
    low.read(warn, warn, critical, warn);
    low.snooze(2 * hour);
    low.read(warn, critical);
    expect(low.words()).toEqual(['fired', 'escalated', 'escalated']);
    expect(low.incident.snooze).toBeUndefined();
  });

  it('says that it is over while it is snoozed', () => {
    const low = live();
    low.read(warn, warn);
    low.snooze(12 * hour);
    low.read(well, well, well);
    expect(low.words()).toEqual(['fired', 'resolved']);
  });

  it('is snoozed for a day at most', () => {
    const low = live();
    low.read(warn, warn);
    low.snooze(100 * 24 * hour);
    expect(low.incident.snooze?.until).toBe(low.now + 24 * hour);
  });

  it('takes no acknowledgement and no snooze when it is over', () => {
    const low = live();
    low.read(warn, warn, well, well, well);
    expect(acknowledgeIncident(low.incident, asha, low.now, defaultTiming)).toEqual({ kind: 'over' });
    expect(snoozeIncident(low.incident, asha, low.now + hour, low.now, defaultTiming)).toBeUndefined();
  });

  it('ends a snooze in time after the clock was set back by a month', () => {
    const low = live();
    low.read(warn, warn);
    low.snooze(2 * hour);
    low.pass(-30 * 24 * hour);
    low.read(unknown);
    low.pass(25 * hour);
    low.read(unknown);
    expect(low.words()).toEqual(['fired', 'woken']);
  });

  it('ends when what it is about is not watched any more', () => {
    const low = live();
    low.read(warn, warn);
    expect(withdrawIncident(low.incident, low.now)).toMatchObject({
      notice: 'withdrawn',
      incident: { state: 'resolved' },
    });
    expect(withdrawIncident(noIncident, start)).toEqual({ incident: noIncident });
  });
});

describe('the incident beside its oracle', () => {
  const same = (said: unknown, should: unknown) => {
    if (said !== should) throw new Error(`said ${said}, should ${should}`);
  };

  const act = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<SubjectState>(warn, critical, between, well) },
    { weight: 1, arbitrary: fc.constant<SubjectState>(unknown) },
    { weight: 1, arbitrary: fc.constantFrom('ack asha', 'ack ravi', 'snooze 1', 'snooze 100', 'restart') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('jump 3', 'jump -5', 'jump 700', 'jump -3000', 'jump 30', 'jump 61'),
    },
  );

  it.each([
    ['usual', defaultFiringPolicy],
    ['no', immediateFiringPolicy],
  ])('says the same with %s patience, whatever is read and done', (_, patience) => {
    let notices = 0;
    fc.assert(
      fc.property(fc.array(act, { minLength: 1, maxLength: 60, size: 'max' }), (acts) => {
        const oracle = createOracle(defaultTiming, patience);
        let incident: Incident = noIncident;
        let now = start;
        for (const each of acts) {
          now += minute;
          if (typeof each === 'object') {
            const stepped = transition(incident, each, now, defaultTiming, patience);
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
              const told = outcome.kind === 'held' ? `held ${outcome.by.name}` : outcome.kind;
              same(told, oracle.acknowledge(by.name, now));
              if (outcome.kind === 'acknowledged') incident = outcome.incident;
            }
            if (word === 'snooze') {
              const until = now + Number(what) * hour;
              const snoozed = snoozeIncident(incident, asha, until, now, defaultTiming);
              const told = snoozed === undefined ? 'over' : 'snoozed';
              same(told, oracle.snooze(until, now, incident.level));
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
