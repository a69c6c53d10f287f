import { isDeepStrictEqual } from 'node:util';
import type { ChatId } from '../../core/access.ts';
import type { Facts, IncidentRecord, Memory } from '../../core/alertRecords.ts';
import { incidents, memories, posts, thresholds } from '../../core/alertRecords.ts';
import type { Judged, Rule } from '../../core/alertRule.ts';
import { isOpen, noIncident, step, withdraw } from '../../core/alertStep.ts';
import { type Timing, usualPatience } from '../../core/alertTiming.ts';
import type { Instant, Millis } from '../../core/clock.ts';
import { compareDecimals } from '../../core/decimal.ts';
import type { Store, Transaction } from '../../core/store.ts';
import { keyOfSource, type Look } from './look.ts';
import { type Changed, recordChanges } from './outbox.ts';
import { remember, roundOf } from './round.ts';

export interface EvaluatePorts {
  readonly store: Store;
  readonly rules: readonly Rule[];
  readonly timing: Timing;
  /** How long a silence lasts before it is blindness. */
  readonly blindAfter: Millis;
}

/**
 * What a look at a connection means: every rule judges it, every incident takes a step, and what people must be told
 * becomes durable with it, all in one change. Gives the chats that have something to do.
 */
export function evaluate(
  { store, rules, timing, blindAfter }: EvaluatePorts,
  look: Look,
  now: Instant,
): Promise<ReadonlySet<ChatId>> {
  const place = keyOfSource(look.source);
  const operator = look.source.operator.id;
  return store.transact(async (change) => {
    const before: Memory = (await change.get(memories, place)) ?? { subjects: {} };
    const set = (await change.find(thresholds, 'operator', operator)).map(({ document }) => document);
    const known = new Map(
      (await change.find(incidents, 'connection', place)).map(({ id, document }) => [id, document]),
    );
    const round = roundOf(look, before, set, { now, blindAfter });
    const memory = remember(before, look, now);
    const isForgotten = (subject: string) => subject in before.subjects && !(subject in memory.subjects);
    const changes: Changed[] = [];
    const judged = new Set<string>();
    for (const rule of rules) {
      for (const each of rule.judge(round)) {
        const key = `${place}/${rule.id}/${each.subject}`;
        const record = known.get(key);
        if (isForgotten(each.subject) || (record === undefined && each.verdict.kind !== 'breach')) continue;
        judged.add(key);
        const { operator, connection } = round;
        const whole = record ?? newRecord({ operator, connection, rule, judged: each });
        const changed = stepRecord(key, whole, each, now, timing, rule);
        if (changed !== undefined) changes.push(changed);
      }
    }
    for (const [key, record] of known) {
      if (judged.has(key)) continue;
      const patience = rules.find(({ id }) => id === record.rule)?.patience ?? usualPatience;
      const stepped = isForgotten(record.subject)
        ? withdraw(record.incident, now)
        : step(record.incident, { kind: 'unknown' }, now, timing, patience);
      const changed = changeOf(key, record, { ...record, incident: stepped.incident }, stepped.notice);
      if (changed !== undefined) changes.push(changed);
    }
    const chats = await recordChanges(change, changes, now, timing);
    if (memory !== before) await change.put(memories, place, memory);
    await clear(change, known, changes, now, timing);
    return chats;
  });
}

/** Ends what is open about connections that exist no more. */
export function withdrawGone(
  { store, timing }: EvaluatePorts,
  operators: ReadonlySet<string>,
  connections: ReadonlySet<string>,
  now: Instant,
): Promise<ReadonlySet<ChatId>> {
  return store.transact(async (change) => {
    const changes: Changed[] = [];
    for (const operator of operators) {
      for (const { id, document } of await change.find(incidents, 'open', operator)) {
        if (connections.has(`${document.operator}/${document.connection}`)) continue;
        const { incident, notice } = withdraw(document.incident, now);
        const changed = changeOf(id, document, { ...document, incident }, notice);
        if (changed !== undefined) changes.push(changed);
      }
    }
    return recordChanges(change, changes, now, timing);
  });
}

function stepRecord(
  key: string,
  record: IncidentRecord,
  { verdict, facts, called }: Judged,
  now: Instant,
  timing: Timing,
  { patience }: Rule,
): Changed | undefined {
  const { incident, notice } = step(record.incident, verdict, now, timing, patience);
  const isLive = isOpen(record.incident) || isOpen(incident) || incident.state === 'pending';
  const isNew = record.incident.state === 'resolved' && incident.state !== 'resolved';
  const course = courseOf(isNew ? [] : record.course, facts);
  const told = verdict.kind === 'unknown' || !isLive ? {} : { facts, course, called: [...called] };
  return changeOf(key, record, { ...record, ...told, incident }, notice);
}

/** Undefined when there is nothing to write. */
function changeOf(
  key: string,
  before: IncidentRecord,
  record: IncidentRecord,
  reason: NonNullable<Changed['notice']>['reason'] | undefined,
): Changed | undefined {
  if (reason !== undefined) return { key, record, notice: { reason } };
  const isSame =
    before.revision > 0 &&
    isDeepStrictEqual(before.incident, record.incident) &&
    isDeepStrictEqual(figuresOf(before.facts), figuresOf(record.facts));
  return isSame ? undefined : { key, record };
}

/** All that a card shows of the facts but when they were read. */
function figuresOf({ asOf: _, ...figures }: Facts): Partial<Facts> {
  return figures;
}

const longestCourse = 12;

/** Some earlier figures, oldest first, as long as they fall; thinned out when there are many. */
function courseOf(before: IncidentRecord['course'], { left, asOf }: Facts): IncidentRecord['course'] {
  if (left === undefined) return before;
  const last = before.at(-1);
  if (last !== undefined && (last.left === left.amount || asOf <= last.at)) return before;
  const rose = last !== undefined && compareDecimals(last.left, left.amount) < 0;
  const course = [...(rose ? [] : before), { at: asOf, left: left.amount }];
  return course.length <= longestCourse
    ? course
    : course.filter((_, index) => index % 2 === 0 || index === course.length - 1);
}

function newRecord({
  operator,
  connection,
  rule,
  judged,
}: {
  readonly operator: string;
  readonly connection: string;
  readonly rule: Rule;
  readonly judged: Judged;
}): IncidentRecord {
  const { subject, called, facts } = judged;
  return {
    operator,
    connection,
    rule: rule.id,
    title: rule.title,
    subject,
    called: [...called],
    incident: noIncident,
    facts,
    course: [],
    posts: [],
    revision: 0,
  };
}

/** Forgets what never fired or has long been over. */
async function clear(
  change: Transaction,
  known: ReadonlyMap<string, IncidentRecord>,
  changes: readonly Changed[],
  now: Instant,
  { remembered }: Timing,
): Promise<void> {
  const latest = new Map([...known, ...changes.map(({ key, record }) => [key, record] as const)]);
  for (const [key, { incident, posts: shown }] of latest) {
    if (incident.state !== 'resolved') continue;
    const isOld = now - (incident.resolvedAt ?? now) >= remembered;
    if (incident.episode > 0 && !isOld) continue;
    const standing = await Promise.all(shown.map((id) => change.get(posts, id)));
    if (standing.every((post) => post === undefined)) await change.delete(incidents, key);
  }
}
