import { transition, withdrawIncident } from '../../../core/alerts/incident.ts';
import type { IncidentRecord, KnownSubjects } from '../../../core/alerts/records.ts';
import { incidents, knownSubjects, posts, thresholds } from '../../../core/alerts/records.ts';
import type { OpenSubjects, Rule } from '../../../core/alerts/rule.ts';
import { defaultFiringPolicy, type Timing } from '../../../core/alerts/timing.ts';
import type { ReadView } from '../../../core/store.ts';
import type { Instant, Millis } from '../../../core/time/clock.ts';
import type { IncidentChange } from '../outbox.ts';
import { keyOfSource, type Observation } from '../poll/observe.ts';
import { changeOf, newRecord, transitionRecord } from './incident-record.ts';
import { deserialize, isAsRemembered, remember } from './memory.ts';
import { ruleInput } from './round.ts';

/** By what looks are judged. */
export interface EvaluationInput {
  readonly rules: readonly Rule[];
  readonly timing: Timing;
  /** How long a silence lasts before it is blindness. */
  readonly noDataAfter: Millis;
}

/** What a look changes of what is kept. */
export interface PlannedChanges {
  readonly changes: readonly IncidentChange[];
  /** Absent when it stays as it is. */
  readonly memory?: KnownSubjects;
  /** Incidents to forget. */
  readonly past: readonly string[];
}

/** Has every rule judge a look at a connection, and every incident take a step. Changes nothing. */
export async function planChanges(
  { rules, timing, noDataAfter }: EvaluationInput,
  view: ReadView,
  look: Observation,
  now: Instant,
): Promise<PlannedChanges> {
  const place = keyOfSource(look.source);
  const record = await view.get(knownSubjects, place);
  const set = await view.find(thresholds, 'operator', look.source.operator.id);
  const found = await view.find(incidents, 'connection', place);
  const known = new Map(found.map(({ id, document }) => [id, document]));
  const unchanged = isAsRemembered(record, look, now);
  let parsed: KnownSubjects | undefined;
  const before = (): KnownSubjects => {
    parsed ??= deserialize(record);
    return parsed;
  };
  const round = ruleInput(
    look,
    { unchanged, memory: before },
    set.map(({ document }) => document),
    { now, noDataAfter },
  );
  const after = unchanged ? undefined : remember(before(), look, now);
  const memory = after === parsed ? undefined : after;
  const isForgotten = (subject: string) =>
    memory !== undefined && subject in before().subjects && !(subject in memory.subjects);
  const changes: IncidentChange[] = [];
  const judged = new Set<string>();
  for (const rule of rules) {
    for (const each of rule.evaluate(round, standingOf(rule, known))) {
      const key = `${place}/${rule.id}/${each.subject}`;
      const standing = known.get(key);
      if (isForgotten(each.subject) || (standing === undefined && each.verdict.kind !== 'breach')) continue;
      judged.add(key);
      const { operator, connection } = round;
      const whole = standing ?? newRecord({ operator, connection, rule, judged: each });
      const changed = transitionRecord(key, whole, each, now, timing, rule);
      if (changed !== undefined) changes.push(changed);
    }
  }
  for (const [key, standing] of known) {
    if (judged.has(key)) continue;
    const patience = rules.find(({ id }) => id === standing.rule)?.firing ?? defaultFiringPolicy;
    const stepped = isForgotten(standing.subject)
      ? withdrawIncident(standing.incident, now)
      : transition(standing.incident, { kind: 'unknown' }, now, timing, patience);
    const changed = changeOf(key, standing, { ...standing, incident: stepped.incident }, stepped.notice);
    if (changed !== undefined) changes.push(changed);
  }
  const past = await pastOf(view, known, changes, now, timing);
  return { changes, past, ...(memory !== undefined && { memory }) };
}

const nothing: OpenSubjects = { has: () => false, size: 0 };

/** The subjects of a rule's incidents. */
function standingOf({ id }: Rule, known: ReadonlyMap<string, IncidentRecord>): OpenSubjects {
  if (known.size === 0) return nothing;
  return new Set([...known.values()].filter(({ rule }) => rule === id).map(({ subject }) => subject));
}

/** Incidents that never fired, or that have long been over. */
async function pastOf(
  view: ReadView,
  known: ReadonlyMap<string, IncidentRecord>,
  changes: readonly IncidentChange[],
  now: Instant,
  { retention }: Timing,
): Promise<readonly string[]> {
  const past: string[] = [];
  const latest = new Map([...known, ...changes.map(({ key, record }) => [key, record] as const)]);
  for (const [key, { incident, posts: shown }] of latest) {
    if (incident.state !== 'resolved') continue;
    const isOld = now - (incident.resolvedAt ?? now) >= retention;
    if (incident.episode > 0 && !isOld) continue;
    const standing = await Promise.all(shown.map((id) => view.get(posts, id)));
    if (standing.every((post) => post === undefined)) past.push(key);
  }
  return past;
}
