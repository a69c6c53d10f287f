import type { NoticeReason, SubjectState } from '../../../src/core/alerts/incident.ts';
import { defaultFiringPolicy, immediateFiringPolicy, type Timing } from '../../../src/core/alerts/timing.ts';
import { createOracle } from './oracle.ts';

/** A listed account: its remaining amount of 1,000, or an unreadable one. */
export interface Listed {
  readonly name: string;
  readonly left: number | 'unreadable';
  readonly active: boolean;
}

/** An expected notice. `about`: rule and subject, such as `low-limit/user@upi`. */
export interface Due {
  readonly about: string;
  readonly what: NoticeReason;
}

const recovered: SubjectState = { kind: 'ok', recovered: true };
const low: SubjectState = { kind: 'breach', level: 'warn' };
const day = 86_400_000;
const retentionDays = 7;

function verdictOf(left: number): SubjectState {
  if (left < 30) return { kind: 'breach', level: 'critical' };
  if (left < 100) return low;
  return { kind: 'ok', recovered: left >= 120 };
}

/**
 * Computes the expected notices of one connection from its answers: an independent implementation of all rules, based
 * on the oracle of a single incident.
 */
export function createWatchOracle(timing: Timing, noDataAfter: number) {
  const each = new Map<string, ReturnType<typeof createOracle>>();
  /** All accounts ever listed. `gone`: the day since which it is no longer listed. */
  const listed = new Map<string, { everActive: boolean; everRead: boolean; gone?: number }>();
  /** Steady times of the current process: first question, last answer, and start of unreadable figures. */
  let [firstAsked, answered]: [number | undefined, number | undefined] = [undefined, undefined];
  const unreadSince = new Map<string, number>();
  let failingSince: number | undefined;
  /** The level at the last reading. */
  const worst = new Map<string, 'warn' | 'critical'>();

  function of(about: string) {
    const policy = about.startsWith('blind/') ? immediateFiringPolicy : defaultFiringPolicy;
    const known = each.get(about) ?? createOracle(timing, policy);
    each.set(about, known);
    return known;
  }

  function evaluate(list: readonly Listed[] | 'failed', steady: number): ReadonlyMap<string, SubjectState> {
    const verdicts = new Map<string, SubjectState>();
    const last = answered ?? firstAsked ?? steady;
    let missingSince: number | undefined;
    if (list === 'failed') {
      failingSince ??= last;
      missingSince = failingSince;
    } else {
      failingSince = undefined;
      answered = steady;
      for (const { name, left, active } of list) {
        const known = listed.get(name);
        if (typeof left === 'number') unreadSince.delete(name);
        else unreadSince.set(name, unreadSince.get(name) ?? last);
        if (left === 'unreadable' && known?.everRead === true) {
          missingSince = Math.min(missingSince ?? steady, unreadSince.get(name) ?? steady);
        }
        if (active && typeof left === 'number') verdicts.set(`low-limit/${name}`, verdictOf(left));
        if (known?.everActive === true) verdicts.set(`went-inactive/${name}`, active ? recovered : low);
      }
      const names = new Set(list.map(({ name }) => name));
      for (const name of listed.keys()) verdicts.set(`vanished/${name}`, names.has(name) ? recovered : low);
    }
    const isMissing = missingSince !== undefined && steady - missingSince >= noDataAfter;
    if (isMissing) verdicts.set('blind/source', low);
    else if (missingSince === undefined) verdicts.set('blind/source', recovered);
    return verdicts;
  }

  /** Updates the known accounts. Returns those that are forgotten. */
  function remember(list: readonly Listed[] | 'failed', now: number): ReadonlySet<string> {
    const forgotten = new Set<string>();
    if (list === 'failed') return forgotten;
    const today = Math.floor(now / day);
    for (const { name, left, active } of list) {
      const known = listed.get(name);
      listed.set(name, {
        everActive: active || known?.everActive === true,
        everRead: typeof left === 'number' || known?.everRead === true,
      });
    }
    const names = new Set(list.map(({ name }) => name));
    for (const [name, known] of listed) {
      if (names.has(name)) continue;
      known.gone ??= today;
      if (today - known.gone > retentionDays) forgotten.add(name);
    }
    for (const name of forgotten) listed.delete(name);
    return forgotten;
  }

  return {
    /** Records an answer and returns the notices due. */
    asked(list: readonly Listed[] | 'failed', now: number, steady: number): readonly Due[] {
      firstAsked ??= steady;
      const verdicts = evaluate(list, steady);
      const forgotten = remember(list, now);
      const due: Due[] = [];
      for (const about of new Set([...each.keys(), ...verdicts.keys()])) {
        const verdict = verdicts.get(about) ?? { kind: 'unknown' };
        if (!each.has(about) && verdict.kind !== 'breach') continue;
        if (verdict.kind === 'breach') worst.set(about, verdict.level);
        const [, name = ''] = about.split('/');
        const what = forgotten.has(name) ? of(about).withdraw(now) : of(about).read(verdict, now);
        if (what !== undefined) due.push({ about, what });
        of(about).forget(now);
      }
      return due;
    },
    /** A new process knows the records, but no steady times. */
    restarted(): void {
      firstAsked = undefined;
      answered = undefined;
      failingSince = undefined;
      unreadSince.clear();
    },
    acknowledge: (about: string, name: string, now: number) => of(about).acknowledge(name, now),
    snooze: (about: string, until: number, now: number) =>
      of(about).snooze(until, now, worst.get(about) ?? 'warn'),
    /** The open incidents and their states. */
    open(): ReadonlyMap<string, string> {
      return new Map([...each].flatMap(([about, { open, state }]) => (open ? [[about, state]] : [])));
    },
  };
}
