import type { NoticeReason, SubjectState } from '../../../src/core/alerts/incident.ts';
import type { FiringPolicy, Timing } from '../../../src/core/alerts/timing.ts';

/**
 * What should have been said, worked out from the whole history each time: an independent, slow account of the same
 * rules. It keeps what was seen and said as lists and looks back over them.
 */
export function createOracle(timing: Timing, patience: FiringPolicy) {
  /** B: breach, C: critical breach, M: in between, R: recovered. */
  let seen: string[] = [];
  let said: { at: number; what: NoticeReason }[] = [];
  let open = false;
  let holder: string | undefined;
  let sleep: { until: number } | undefined;
  /** The worst that was told in this episode, and whether an hour must pass before worse is told. */
  let worst: 'B' | 'C' = 'B';
  let forgetRaise = false;
  let fired = 0;

  const last = (...kinds: NoticeReason[]) => said.findLast(({ what }) => kinds.includes(what))?.at;
  const say = (at: number, what: NoticeReason) => {
    said.push({ at, what });
    return what;
  };
  const longAgo = (at: number | undefined, now: number) => at === undefined || now - at >= timing.cooldown;

  function timeAlone(now: number): NoticeReason | undefined {
    if (sleep !== undefined && now >= sleep.until) {
      sleep = undefined;
      return say(now, 'woken');
    }
    const spoke = said.at(-1)?.at ?? 0;
    if (open && sleep === undefined && holder === undefined && now - spoke >= timing.repeat) {
      return say(now, 'repeated');
    }
    return undefined;
  }

  function setBack(now: number): void {
    if ((said.at(-1)?.at ?? 0) > now) said = said.map(({ at, what }) => ({ at: Math.min(at, now), what }));
    if (sleep !== undefined) sleep = { until: Math.min(sleep.until, now + timing.maxSnooze) };
  }

  return {
    read(verdict: SubjectState, now: number): NoticeReason | undefined {
      setBack(now);
      if (verdict.kind !== 'unknown') {
        const mark =
          verdict.kind === 'breach'
            ? verdict.level === 'critical'
              ? 'C'
              : 'B'
            : verdict.recovered
              ? 'R'
              : 'M';
        seen.push(mark);
        if (seen.length > 2_000) {
          // What lies before the last recovery, and of an incident more recoveries than end it, cannot matter any more.
          seen = seen.slice(open ? -patience.recoveriesToResolve : Math.max(0, seen.lastIndexOf('R')));
        }
        if (!open) {
          const since = seen.slice(seen.lastIndexOf('R') + 1);
          const breaches = since.filter((each) => each === 'B' || each === 'C').length;
          const enough = breaches >= patience.breachesToFire || mark === 'C';
          if ((mark === 'B' || mark === 'C') && enough) {
            open = true;
            fired += 1;
            worst = mark;
            seen = [];
            return say(now, 'fired');
          }
          return undefined;
        }
        const run = seen.join('').match(/R*$/)?.[0].length ?? 0;
        if (run >= patience.recoveriesToResolve && longAgo(last('resolved', 'withdrawn'), now)) {
          open = false;
          holder = undefined;
          sleep = undefined;
          seen = [];
          return say(now, 'resolved');
        }
        if (mark === 'C' && worst === 'B' && (forgetRaise || longAgo(last('escalated'), now))) {
          worst = 'C';
          forgetRaise = false;
          sleep = undefined;
          return say(now, 'escalated');
        }
      }
      return timeAlone(now);
    },
    acknowledge(name: string, now: number): string {
      if (!open) return 'over';
      if (holder !== undefined && sleep === undefined) return `held ${holder}`;
      setBack(now);
      holder = name;
      sleep = undefined;
      say(now, 'acknowledged');
      return 'acknowledged';
    },
    snooze(until: number, now: number, level: 'warn' | 'critical'): string {
      if (!open) return 'over';
      setBack(now);
      sleep = { until: Math.min(until, now + timing.maxSnooze) };
      holder = undefined;
      worst = level === 'critical' ? 'C' : 'B';
      forgetRaise = true;
      say(now, 'snoozed');
      return 'snoozed';
    },
    /** What it is about is watched no more. */
    withdraw(now: number): NoticeReason | undefined {
      seen = [];
      if (!open) return undefined;
      setBack(now);
      open = false;
      holder = undefined;
      sleep = undefined;
      return say(now, 'withdrawn');
    },
    /** A day after its end nothing is known of it any more. */
    forget(now: number): void {
      const end = last('resolved', 'withdrawn');
      const begun = seen.slice(seen.lastIndexOf('R') + 1).some((mark) => mark !== 'M');
      if (!open && !begun && end !== undefined && now - end >= timing.retention) said = [];
    },
    get open() {
      return open;
    },
    get state() {
      if (!open) return 'over';
      return sleep !== undefined ? 'snoozed' : holder !== undefined ? 'acknowledged' : 'firing';
    },
    get fired() {
      return fired;
    },
  };
}
