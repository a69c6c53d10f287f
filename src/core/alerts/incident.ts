import type { Instant } from '../time/clock.ts';
import type { Incident, Level, Person } from './records.ts';
import type { FiringPolicy, Timing } from './timing.ts';

/** What a rule says of one subject after a reading. `recovered`: clearly above its threshold, not only no longer below. */
export type SubjectState =
  | { readonly kind: 'breach'; readonly level: Level }
  | { readonly kind: 'ok'; readonly recovered: boolean }
  | { readonly kind: 'unknown' };

/** Why people are told. */
export const noticeReasons = [
  'fired', // it is a breach now
  'escalated', // it got critical, through a snooze or not
  'repeated', // nobody holds it
  'woken', // its snooze is over and it is not
  'acknowledged',
  'snoozed',
  'resolved',
  'withdrawn', // what it was about is not watched any more
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
  told: 'warn',
  breaches: 0,
  recoveries: 0,
  since: 0,
};

export function isOpenIncident({ state }: Incident): boolean {
  return state === 'firing' || state === 'acknowledged' || state === 'snoozed';
}

/**
 * The incident after one verdict, with the reason to tell people when there is one. Only fresh readings may give a
 * verdict other than `unknown`, which neither raises nor clears and lets time alone pass. `now` may be earlier than
 * what the incident knows: no time has passed then.
 */
export function transition(
  before: Incident,
  verdict: SubjectState,
  now: Instant,
  timing: Timing,
  patience: FiringPolicy,
): Transition {
  const incident = rebase(before, now, timing);
  switch (verdict.kind) {
    case 'unknown':
      return passTime(incident, now, timing);
    case 'breach':
      return isOpenIncident(incident)
        ? worsen(incident, verdict.level, now, timing)
        : raise(incident, verdict.level, now, patience);
    case 'ok':
      return isOpenIncident(incident)
        ? recover(incident, verdict.recovered, now, timing, patience)
        : { incident: verdict.recovered ? settled(incident) : incident };
  }
}

/** What became of somebody's wish to hold an incident. */
export type Acknowledged =
  | { readonly kind: 'acknowledged'; readonly incident: Incident }
  | { readonly kind: 'held'; readonly by: Person }
  | { readonly kind: 'over' };

/** The first to come holds it. A snooze ends when somebody takes it. */
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
    incident: { ...incident, state: 'acknowledged', holder: { ...by, at: now }, spokeAt: now },
  };
}

/** Silent until then at the latest, and nobody's; what gets critical from now on breaks through. Undefined when it is over. */
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
    told: incident.level,
    snooze: { ...by, until: capped },
    spokeAt: now,
  };
}

/** Ends an incident about something that is no longer watched. */
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
    told: level,
    recoveries: 0,
    firedAt: now,
  } as const;
  return { incident: { ...pending, ...fired, spokeAt: now }, notice: 'fired' };
}

function worsen(before: Incident, level: Level, now: Instant, timing: Timing): Transition {
  const incident: Incident = { ...before, level, recoveries: 0 };
  const calm = incident.raisedAt === undefined || now - incident.raisedAt >= timing.cooldown;
  if (level !== 'critical' || incident.told === 'critical' || !calm) return passTime(incident, now, timing);
  const { snooze: _, ...awake } = incident;
  const state = incident.state === 'acknowledged' ? 'acknowledged' : 'firing';
  return {
    incident: { ...awake, state, told: 'critical', raisedAt: now, spokeAt: now },
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
  const calm = incident.clearedAt === undefined || now - incident.clearedAt >= timing.cooldown;
  if (incident.recoveries < recoveriesToResolve || !calm) return passTime(incident, now, timing);
  return { incident: over(incident, now), notice: 'resolved' };
}

/** What time alone does: a snooze ends, a notice is repeated. */
function passTime(incident: Incident, now: Instant, { repeat }: Timing): Transition {
  if (incident.state === 'snoozed' && incident.snooze !== undefined && now >= incident.snooze.until) {
    const { snooze: _, ...awake } = incident;
    return { incident: { ...awake, state: 'firing', spokeAt: now }, notice: 'woken' };
  }
  const isDue = incident.spokeAt !== undefined && now - incident.spokeAt >= repeat;
  if (incident.state !== 'firing' || !isDue) return { incident };
  return { incident: { ...incident, spokeAt: now }, notice: 'repeated' };
}

function over(incident: Incident, now: Instant): Incident {
  const { snooze: _, ...rest } = incident;
  return { ...rest, state: 'resolved', breaches: 0, recoveries: 0, resolvedAt: now, clearedAt: now };
}

function settled(incident: Incident): Incident {
  return incident.breaches === 0 ? incident : { ...incident, state: 'resolved', breaches: 0 };
}

/** Nothing an incident knows lies in the future; a clock that was set back has not undone what happened. */
function rebase(incident: Incident, now: Instant, { maxSnooze }: Timing): Incident {
  const known = ['since', 'firedAt', 'resolvedAt', 'spokeAt', 'clearedAt', 'raisedAt'] as const;
  const late = known.filter((name) => (incident[name] ?? 0) > now);
  const long = incident.snooze !== undefined && incident.snooze.until > now + maxSnooze;
  if (late.length === 0 && !long) return incident;
  return {
    ...incident,
    ...Object.fromEntries(late.map((name) => [name, now])),
    ...(long && incident.snooze && { snooze: { ...incident.snooze, until: now + maxSnooze } }),
  };
}
