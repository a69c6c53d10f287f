import type { Verdict } from '../core/alerts/incident.ts';
import { type Rule, sourceSubject } from '../core/alerts/rule.ts';
import { noPatience } from '../core/alerts/timing.ts';

/** A source has been silent or unreadable for so long that what it would say may have changed. */
export const blind: Rule = {
  id: 'blind',
  title: 'No sight',
  patience: noPatience,
  judge({ silences, sighted, blindAfter, now }) {
    const long = silences.filter(({ since }) => now - since >= blindAfter);
    const facts = {
      asOf: now,
      silent: long.map(({ what, since, reason }) => ({ what, since, ...(reason && { reason }) })),
    };
    return [{ subject: sourceSubject, called: [], verdict: verdictOf(long.length > 0, sighted), facts }];
  },
};

function verdictOf(isBlind: boolean, sighted: boolean): Verdict {
  if (isBlind) return { kind: 'breach', level: 'warn' };
  return sighted ? { kind: 'ok', recovered: true } : { kind: 'unknown' };
}
