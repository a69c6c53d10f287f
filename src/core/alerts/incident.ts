import type { Instant } from '../time/clock.ts';
import type { Incident, Level, Person } from './records.ts';
import type { FiringPolicy, Timing } from './timing.ts';

/** State of a subject after a reading. `recovered`: clearly above its threshold, not only no longer below. */
export type SubjectState =
  | { readonly kind: 'breach'; readonly level: Level }
  | { readonly kind: 'ok'; readonly recovered: boolean }
  | { readonly kind: 'unknown' };

/** Why users are notified. */
export const noticeReasons = [
  'fired', // a breach was confirmed
  'escalated', // it became critical, even if snoozed
  'repeated', // it is still not acknowledged
  'woken', // its snooze ended while it is still open
  'acknowledged',
  'snoozed',
  'resolved',
  'withdrawn', // its subject is no longer monitored
] as const;
export type NoticeReason = (typeof noticeReasons)[number];

export interface Transition {
  readonly incident: Incident;
  readonly notice?: NoticeReason;
}

/** An incident before its first breach. */
export const noIncident: Incident = {
  state: 'resolved',
  episode: 0,
  level: 'warn',
  notifiedLevel: 'warn',
  breaches: 0,
  recoveries: 0,
  since: 0,
};

export function isOpenIncident({ state }: Pick<Incident, 'state'>): boolean {
  return state === 'firing' || state === 'acknowledged' || state === 'snoozed';
}

/**
 * Returns the incident after one verdict, with the reason to notify users if there is one. Only fresh readings may give
 * a verdict other than `unknown`, which neither raises nor clears: only time passes. `now` may be earlier than the times
 * of the incident: then no time has passed.
 */
export function transition(
  before: Incident,
  verdict: SubjectState,
  now: Instant,
  timing: Timing,
  policy: FiringPolicy,
): Transition {
  const incident = rebase(before, now, timing);
  switch (verdict.kind) {
    case 'unknown':
      return passTime(incident, now, timing);
    case 'breach':
      return isOpenIncident(incident)
        ? worsen(incident, verdict.level, now, timing)
        : raise(incident, verdict.level, now, policy);
    case 'ok':
      return isOpenIncident(incident)
        ? recover(incident, verdict.recovered, now, timing, policy)
        : { incident: verdict.recovered ? settled(incident) : incident };
  }
}

/** Result of acknowledging an incident. */
export type Acknowledged =
  | { readonly kind: 'acknowledged'; readonly incident: Incident }
  | { readonly kind: 'held'; readonly by: Person }
  | { readonly kind: 'over' };

/** Acknowledges an incident for the first user who does. Ends a snooze. */
export function acknowledgeIncident(
  before: Incident,
  by: Person,
  now: Instant,
  timing: Timing,
): Acknowledged {
  if (!isOpenIncident(before)) return { kind: 'over' };
  if (before.state === 'acknowledged' && before.holder !== undefined)
    return { kind: 'held', by: before.holder };
  const { snooze: _, ...incident } = rebase(before, now, timing);
  return {
    kind: 'acknowledged',
    incident: { ...incident, state: 'acknowledged', holder: { ...by, at: now }, notifiedAt: now },
  };
}

/**
 * Silences an incident until then at the latest and removes its acknowledgement. If it becomes critical later, users are
 * notified. Undefined if it is resolved.
 */
export function snoozeIncident(
  before: Incident,
  by: Person,
  until: Instant,
  now: Instant,
  timing: Timing,
): Incident | undefined {
  if (!isOpenIncident(before)) return undefined;
  const { raisedAt: _, holder: __, ...incident } = rebase(before, now, timing);
  const capped = Math.min(until, now + timing.maxSnooze);
  return {
    ...incident,
    state: 'snoozed',
    notifiedLevel: incident.level,
    snooze: { ...by, until: capped },
    notifiedAt: now,
  };
}

/** Ends an incident whose subject is no longer monitored. */
export function withdrawIncident(before: Incident, now: Instant): Transition {
  return isOpenIncident(before)
    ? { incident: over(before, now), notice: 'withdrawn' }
    : { incident: settled(before) };
}

function raise(incident: Incident, level: Level, now: Instant, { breachesToFire }: FiringPolicy): Transition {
  const begun = incident.breaches > 0;
  const { holder: _, snooze: __, resolvedAt: ___, ...rest } = incident;
  const pending: Incident = {
    ...(begun ? incident : rest),
    state: 'pending',
    level,
    breaches: incident.breaches + 1,
    since: begun ? incident.since : now,
  };
  if (level !== 'critical' && pending.breaches < breachesToFire) return { incident: pending };
  const fired = {
    state: 'firing',
    episode: pending.episode + 1,
    notifiedLevel: level,
    recoveries: 0,
    firedAt: now,
  } as const;
  return { incident: { ...pending, ...fired, notifiedAt: now }, notice: 'fired' };
}

function worsen(before: Incident, level: Level, now: Instant, timing: Timing): Transition {
  const incident: Incident = { ...before, level, recoveries: 0 };
  const cooledDown = incident.raisedAt === undefined || now - incident.raisedAt >= timing.cooldown;
  if (level !== 'critical' || incident.notifiedLevel === 'critical' || !cooledDown)
    return passTime(incident, now, timing);
  const { snooze: _, ...awake } = incident;
  const state = incident.state === 'acknowledged' ? 'acknowledged' : 'firing';
  return {
    incident: { ...awake, state, notifiedLevel: 'critical', raisedAt: now, notifiedAt: now },
    notice: 'escalated',
  };
}

function recover(
  before: Incident,
  recovered: boolean,
  now: Instant,
  timing: Timing,
  { recoveriesToResolve }: FiringPolicy,
): Transition {
  const incident: Incident = { ...before, recoveries: recovered ? before.recoveries + 1 : 0 };
  const cooledDown = incident.clearedAt === undefined || now - incident.clearedAt >= timing.cooldown;
  if (incident.recoveries < recoveriesToResolve || !cooledDown) return passTime(incident, now, timing);
  return { incident: over(incident, now), notice: 'resolved' };
}

/** Applies the passing of time: a snooze ends, a notice is repeated. */
function passTime(incident: Incident, now: Instant, { repeat }: Timing): Transition {
  if (incident.state === 'snoozed' && incident.snooze !== undefined && now >= incident.snooze.until) {
    const { snooze: _, ...awake } = incident;
    return { incident: { ...awake, state: 'firing', notifiedAt: now }, notice: 'woken' };
  }
  const isDue = incident.notifiedAt !== undefined && now - incident.notifiedAt >= repeat;
  if (incident.state !== 'firing' || !isDue) return { incident };
  return { incident: { ...incident, notifiedAt: now }, notice: 'repeated' };
}

function over(incident: Incident, now: Instant): Incident {
  const { snooze: _, ...rest } = incident;
  return { ...rest, state: 'resolved', breaches: 0, recoveries: 0, resolvedAt: now, clearedAt: now };
}

function settled(incident: Incident): Incident {
  return incident.breaches === 0 ? incident : { ...incident, state: 'resolved', breaches: 0 };
}

/** Moves times in the future to now, which a clock that was set back leaves behind. */
function rebase(incident: Incident, now: Instant, { maxSnooze }: Timing): Incident {
  const known = ['since', 'firedAt', 'resolvedAt', 'notifiedAt', 'clearedAt', 'raisedAt'] as const;
  const late = known.filter((name) => (incident[name] ?? 0) > now);
  const long = incident.snooze !== undefined && incident.snooze.until > now + maxSnooze;
  if (late.length === 0 && !long) return incident;
  return {
    ...incident,
    ...Object.fromEntries(late.map((name) => [name, now])),
    ...(long && incident.snooze && { snooze: { ...incident.snooze, until: now + maxSnooze } }),
  };
}
