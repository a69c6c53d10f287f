import type { SubjectState } from '../core/alerts/incident.ts';
import { type Rule, sourceSubject } from '../core/alerts/rule.ts';
import { immediateFiringPolicy } from '../core/alerts/timing.ts';

/** Fires when a connection returned no readable data for too long. Its stored id is `blind`. */
export const noData: Rule = {
  id: 'blind',
  title: 'No data',
  firing: immediateFiringPolicy,
  evaluate({ gaps, allAnswered, noDataAfter, now }) {
    const overdue = gaps.filter(({ since }) => now - since >= noDataAfter);
    const facts = {
      asOf: now,
      silent: overdue.map(({ what, since, reason }) => ({ what, since, ...(reason && { reason }) })),
    };
    return [
      { subject: sourceSubject, called: [], verdict: verdictOf(overdue.length > 0, allAnswered), facts },
    ];
  },
};

function verdictOf(isMissing: boolean, allAnswered: boolean): SubjectState {
  if (isMissing) return { kind: 'breach', level: 'warn' };
  return allAnswered ? { kind: 'ok', recovered: true } : { kind: 'unknown' };
}
