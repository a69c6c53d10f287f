import { isDeepStrictEqual } from 'node:util';
import { isOpen, noIncident, step } from '../../../core/alerts/incident.ts';
import type { Facts, IncidentRecord } from '../../../core/alerts/records.ts';
import type { Judged, Rule } from '../../../core/alerts/rule.ts';
import type { Timing } from '../../../core/alerts/timing.ts';
import { compareDecimals } from '../../../core/money/decimal.ts';
import type { Instant } from '../../../core/time/clock.ts';
import type { Changed } from '../outbox.ts';

/** An incident's record after a verdict; undefined when there is nothing to write. */
export function stepRecord(
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
export function changeOf(
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

/** What is recorded of the first breach of a subject. */
export function newRecord({
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
