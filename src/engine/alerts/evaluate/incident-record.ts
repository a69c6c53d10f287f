import { isDeepStrictEqual } from 'node:util';
import { isOpenIncident, noIncident, transition } from '../../../core/alerts/incident.ts';
import type { Facts, IncidentRecord } from '../../../core/alerts/records.ts';
import type { Rule, RuleResult } from '../../../core/alerts/rule.ts';
import type { Timing } from '../../../core/alerts/timing.ts';
import { compareDecimals } from '../../../core/money/decimal.ts';
import type { Instant } from '../../../core/time/clock.ts';
import type { IncidentChange } from '../outbox.ts';

/** An incident's record after a verdict; undefined when there is nothing to write. */
export function transitionRecord(
  key: string,
  record: IncidentRecord,
  { verdict, facts, called }: RuleResult,
  now: Instant,
  timing: Timing,
  { firing }: Rule,
): IncidentChange | undefined {
  const { incident, notice } = transition(record.incident, verdict, now, timing, firing);
  const isLive = isOpenIncident(record.incident) || isOpenIncident(incident) || incident.state === 'pending';
  const isNew = record.incident.state === 'resolved' && incident.state !== 'resolved';
  const course = trendOf(isNew ? [] : record.course, facts);
  const told = verdict.kind === 'unknown' || !isLive ? {} : { facts, course, called: [...called] };
  return changeOf(key, record, { ...record, ...told, incident }, notice);
}

/** Undefined when there is nothing to write. */
export function changeOf(
  key: string,
  before: IncidentRecord,
  record: IncidentRecord,
  reason: NonNullable<IncidentChange['notice']>['reason'] | undefined,
): IncidentChange | undefined {
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

const maxTrendLength = 12;

/** Some earlier figures, oldest first, as long as they fall; thinned out when there are many. */
function trendOf(before: IncidentRecord['course'], { left, asOf }: Facts): IncidentRecord['course'] {
  if (left === undefined) return before;
  const last = before.at(-1);
  if (last !== undefined && (last.left === left.amount || asOf <= last.at)) return before;
  const rose = last !== undefined && compareDecimals(last.left, left.amount) < 0;
  const course = [...(rose ? [] : before), { at: asOf, left: left.amount }];
  return course.length <= maxTrendLength
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
  readonly judged: RuleResult;
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
