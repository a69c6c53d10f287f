import { isDeepStrictEqual } from 'node:util';
import { isOpenIncident, type NoticeReason, noIncident, transition } from '../../../core/alerts/incident.ts';
import type { Facts, IncidentRecord } from '../../../core/alerts/records.ts';
import type { Rule, RuleInput, RuleResult } from '../../../core/alerts/rule.ts';
import type { Timing } from '../../../core/alerts/timing.ts';
import { compareDecimals } from '../../../core/money/decimal.ts';
import type { Instant } from '../../../core/time/clock.ts';
import type { IncidentChange } from '../outbox.ts';

/** Returns an incident's record after a rule result; undefined if nothing has to be written. */
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
  const trend = trendOf(isNew ? [] : record.trend, facts);
  const figures = verdict.kind === 'unknown' || !isLive ? {} : { facts, trend, called: [...called] };
  return changeOf(key, record, { ...record, ...figures, incident }, notice);
}

/** Returns the change from one record to another; undefined if nothing has to be written. */
export function changeOf(
  key: string,
  before: IncidentRecord,
  record: IncidentRecord,
  reason: NoticeReason | undefined,
): IncidentChange | undefined {
  if (reason !== undefined) return { key, record, notice: { reason } };
  const isSame =
    before.revision > 0 &&
    isDeepStrictEqual(before.incident, record.incident) &&
    isDeepStrictEqual(figuresOf(before.facts), figuresOf(record.facts));
  return isSame ? undefined : { key, record };
}

/** The facts without the time of the reading. */
function figuresOf({ asOf: _, ...figures }: Facts): Partial<Facts> {
  return figures;
}

const maxTrendLength = 12;

/** Adds an amount to the trend. It starts again when the amount rises, and is thinned out when it gets long. */
function trendOf(before: IncidentRecord['trend'], { left, asOf }: Facts): IncidentRecord['trend'] {
  if (left === undefined) return before;
  const last = before.at(-1);
  if (last !== undefined && (last.left === left.amount || asOf <= last.at)) return before;
  const rose = last !== undefined && compareDecimals(last.left, left.amount) < 0;
  const trend = [...(rose ? [] : before), { at: asOf, left: left.amount }];
  return trend.length <= maxTrendLength
    ? trend
    : trend.filter((_, index) => index % 2 === 0 || index === trend.length - 1);
}

/** The record of an incident before its first transition. */
export function newRecord({
  operator,
  connection,
  rule,
  result: { subject, called, facts },
}: Pick<RuleInput, 'operator' | 'connection'> & {
  readonly rule: Rule;
  readonly result: RuleResult;
}): IncidentRecord {
  return {
    operator,
    connection,
    rule: rule.id,
    title: rule.title,
    subject,
    called: [...called],
    incident: noIncident,
    facts,
    trend: [],
    posts: [],
    revision: 0,
  };
}
