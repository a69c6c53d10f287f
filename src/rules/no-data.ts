import type { SubjectState } from '../core/alerts/incident.ts';
import { type Rule, sourceSubject } from '../core/alerts/rule.ts';
import { immediateFiringPolicy } from '../core/alerts/timing.ts';

/** A source has been silent or unreadable for so long that what it would say may have changed. */
export const noData: Rule = {
  id: 'blind',
  title: 'No sight',
  firing: immediateFiringPolicy,
  evaluate({ gaps, allAnswered, noDataAfter, now }) {
    const long = gaps.filter(({ since }) => now - since >= noDataAfter);
    const facts = {
      asOf: now,
      silent: long.map(({ what, since, reason }) => ({ what, since, ...(reason && { reason }) })),
    };
    return [{ subject: sourceSubject, called: [], verdict: verdictOf(long.length > 0, allAnswered), facts }];
  },
};

function verdictOf(isBlind: boolean, sighted: boolean): SubjectState {
  if (isBlind) return { kind: 'breach', level: 'warn' };
  return sighted ? { kind: 'ok', recovered: true } : { kind: 'unknown' };
}
