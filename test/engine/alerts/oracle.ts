import type { NoticeReason, SubjectState } from '../../../src/core/alerts/incident.ts';
import type { FiringPolicy, Timing } from '../../../src/core/alerts/timing.ts';

/**
 * Computes the expected notices from the whole history each time: an independent and slow implementation of the same
 * rules. It stores readings and notices as lists.
 */
export function createOracle(timing: Timing, policy: FiringPolicy) {
  /** B: breach, C: critical breach, M: in between, R: recovered. */
  let seen: string[] = [];
  let notices: { at: number; what: NoticeReason }[] = [];
  let open = false;
  let holder: string | undefined;
  let snooze: { until: number } | undefined;
  /** The worst level notified in this episode, and whether the cooldown of an escalation is ignored. */
  let worst: 'B' | 'C' = 'B';
  let forgetRaise = false;
  let fired = 0;

  const last = (...kinds: NoticeReason[]) => notices.findLast(({ what }) => kinds.includes(what))?.at;
  const notify = (at: number, what: NoticeReason) => {
    notices.push({ at, what });
    return what;
  };
  const longAgo = (at: number | undefined, now: number) => at === undefined || now - at >= timing.cooldown;

  function passTime(now: number): NoticeReason | undefined {
    if (snooze !== undefined && now >= snooze.until) {
      snooze = undefined;
      return notify(now, 'woken');
    }
    const spoke = notices.at(-1)?.at ?? 0;
    if (open && snooze === undefined && holder === undefined && now - spoke >= timing.repeat) {
      return notify(now, 'repeated');
    }
    return undefined;
  }

  function rebase(now: number): void {
    if ((notices.at(-1)?.at ?? 0) > now)
      notices = notices.map(({ at, what }) => ({ at: Math.min(at, now), what }));
    if (snooze !== undefined) snooze = { until: Math.min(snooze.until, now + timing.maxSnooze) };
  }

  return {
    read(verdict: SubjectState, now: number): NoticeReason | undefined {
      rebase(now);
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
          // Only the readings since the last recovery, or those that can resolve the incident, still count.
          seen = seen.slice(open ? -policy.recoveriesToResolve : Math.max(0, seen.lastIndexOf('R')));
        }
        if (!open) {
          const since = seen.slice(seen.lastIndexOf('R') + 1);
          const breaches = since.filter((each) => each === 'B' || each === 'C').length;
          const enough = breaches >= policy.breachesToFire || mark === 'C';
          if ((mark === 'B' || mark === 'C') && enough) {
            open = true;
            fired += 1;
            worst = mark;
            seen = [];
            return notify(now, 'fired');
          }
          return undefined;
        }
        const run = seen.join('').match(/R*$/)?.[0].length ?? 0;
        if (run >= policy.recoveriesToResolve && longAgo(last('resolved', 'withdrawn'), now)) {
          open = false;
          holder = undefined;
          snooze = undefined;
          seen = [];
          return notify(now, 'resolved');
        }
        if (mark === 'C' && worst === 'B' && (forgetRaise || longAgo(last('escalated'), now))) {
          worst = 'C';
          forgetRaise = false;
          snooze = undefined;
          return notify(now, 'escalated');
        }
      }
      return passTime(now);
    },
    acknowledge(name: string, now: number): string {
      if (!open) return 'over';
      if (holder !== undefined && snooze === undefined) return `held ${holder}`;
      rebase(now);
      holder = name;
      snooze = undefined;
      notify(now, 'acknowledged');
      return 'acknowledged';
    },
    snooze(until: number, now: number, level: 'warn' | 'critical'): string {
      if (!open) return 'over';
      rebase(now);
      snooze = { until: Math.min(until, now + timing.maxSnooze) };
      holder = undefined;
      worst = level === 'critical' ? 'C' : 'B';
      forgetRaise = true;
      notify(now, 'snoozed');
      return 'snoozed';
    },
    /** The subject is no longer monitored. */
    withdraw(now: number): NoticeReason | undefined {
      seen = [];
      if (!open) return undefined;
      rebase(now);
      open = false;
      holder = undefined;
      snooze = undefined;
      return notify(now, 'withdrawn');
    },
    /** A resolved incident is deleted after its retention. */
    forget(now: number): void {
      const end = last('resolved', 'withdrawn');
      const begun = seen.slice(seen.lastIndexOf('R') + 1).some((mark) => mark !== 'M');
      if (!open && !begun && end !== undefined && now - end >= timing.retention) notices = [];
    },
    get open() {
      return open;
    },
    get state() {
      if (!open) return 'over';
      return snooze !== undefined ? 'snoozed' : holder !== undefined ? 'acknowledged' : 'firing';
    },
    get fired() {
      return fired;
    },
  };
}
