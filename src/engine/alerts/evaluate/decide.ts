import { transition, withdrawIncident } from '../../../core/alerts/incident.ts';
import { posts } from '../../../core/alerts/post-record.ts';
import type { IncidentRecord, KnownSubjects } from '../../../core/alerts/records.ts';
import { knownSubjects, thresholds } from '../../../core/alerts/records.ts';
import type { OpenSubjects, Rule } from '../../../core/alerts/rule.ts';
import { defaultFiringPolicy, type Timing } from '../../../core/alerts/timing.ts';
import type { ReadView } from '../../../core/store.ts';
import type { Instant, Millis } from '../../../core/time/clock.ts';
import { findIncidents } from '../documents.ts';
import type { IncidentChange } from '../outbox.ts';
import { keyOfSource, type Observation } from '../poll/observe.ts';
import { changeOf, newRecord, transitionRecord } from './incident-record.ts';
import { deserialize, isAsStored, updateSubjects } from './memory.ts';
import { ruleInput } from './round.ts';

/** Inputs of the evaluation. */
export interface EvaluationInput {
  readonly rules: readonly Rule[];
  readonly timing: Timing;
  /** Time without data after which an alert fires. */
  readonly noDataAfter: Millis;
}

/** Changes that an observation makes to stored state. */
export interface PlannedChanges {
  readonly changes: readonly IncidentChange[];
  /** Absent if the known subjects are unchanged. */
  readonly subjects?: KnownSubjects;
  /** Keys of incidents to delete. */
  readonly expired: readonly string[];
}

/** Evaluates every rule on an observation and steps every incident of the connection. Writes nothing. */
export async function planChanges(
  { rules, timing, noDataAfter }: EvaluationInput,
  view: ReadView,
  observation: Observation,
  now: Instant,
): Promise<PlannedChanges> {
  const place = keyOfSource(observation.source);
  const stored = await view.get(knownSubjects, place);
  const set = await view.find(thresholds, 'operator', observation.source.operator.id);
  const found = await findIncidents(view, 'connection', place);
  const existing = new Map(found.map(({ id, document }) => [id, document]));
  const unchanged = isAsStored(stored, observation, now);
  let parsed: KnownSubjects | undefined;
  const before = (): KnownSubjects => {
    parsed ??= deserialize(stored);
    return parsed;
  };
  const input = ruleInput(
    observation,
    { unchanged, subjects: before },
    set.map(({ document }) => document),
    { now, noDataAfter },
  );
  const after = unchanged ? undefined : updateSubjects(before(), observation, now);
  const subjects = after === parsed ? undefined : after;
  const isForgotten = (subject: string) =>
    subjects !== undefined && subject in before().subjects && !(subject in subjects.subjects);
  const changes: IncidentChange[] = [];
  const evaluated = new Set<string>();
  for (const rule of rules) {
    for (const result of rule.evaluate(input, openSubjectsOf(rule, existing))) {
      const key = `${place}/${rule.id}/${result.subject}`;
      const incident = existing.get(key);
      if (isForgotten(result.subject) || (incident === undefined && result.verdict.kind !== 'breach'))
        continue;
      evaluated.add(key);
      const { operator, connection } = input;
      const record = incident ?? newRecord({ operator, connection, rule, result });
      const changed = transitionRecord(key, record, result, now, timing, rule);
      if (changed !== undefined) changes.push(changed);
    }
  }
  for (const [key, record] of existing) {
    if (evaluated.has(key)) continue;
    const firing = rules.find(({ id }) => id === record.rule)?.firing ?? defaultFiringPolicy;
    const { incident, notice } = isForgotten(record.subject)
      ? withdrawIncident(record.incident, now)
      : transition(record.incident, { kind: 'unknown' }, now, timing, firing);
    const changed = changeOf(key, record, { ...record, incident }, notice);
    if (changed !== undefined) changes.push(changed);
  }
  const expired = await expiredOf(view, existing, changes, now, timing);
  return { changes, expired, ...(subjects !== undefined && { subjects }) };
}

const noSubjects: OpenSubjects = { has: () => false, size: 0 };

/** The subjects with an incident of this rule. */
function openSubjectsOf({ id }: Rule, existing: ReadonlyMap<string, IncidentRecord>): OpenSubjects {
  if (existing.size === 0) return noSubjects;
  return new Set([...existing.values()].filter(({ rule }) => rule === id).map(({ subject }) => subject));
}

/** Resolved incidents that never fired or whose retention is over, and that no message shows. */
async function expiredOf(
  view: ReadView,
  existing: ReadonlyMap<string, IncidentRecord>,
  changes: readonly IncidentChange[],
  now: Instant,
  { retention }: Timing,
): Promise<readonly string[]> {
  const expired: string[] = [];
  const latest = new Map([...existing, ...changes.map(({ key, record }) => [key, record] as const)]);
  for (const [key, { incident, posts: linked }] of latest) {
    if (incident.state !== 'resolved') continue;
    const isOld = now - (incident.resolvedAt ?? now) >= retention;
    if (incident.episode > 0 && !isOld) continue;
    const stored = await Promise.all(linked.map((id) => view.get(posts, id)));
    if (stored.every((post) => post === undefined)) expired.push(key);
  }
  return expired;
}
