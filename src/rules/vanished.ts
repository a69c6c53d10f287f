import type { Rule, RuleResult } from '../core/alerts/rule.ts';
import { defaultFiringPolicy } from '../core/alerts/timing.ts';

/** What was listed is listed no more. Only a list that is whole can show it. */
export const vanished: Rule = {
  id: 'vanished',
  title: 'No longer listed',
  firing: defaultFiringPolicy,
  evaluate({ accounts, wallets, unchanged, before, completeLists, now }, standing) {
    if (unchanged && standing.size === 0) return [];
    const listed = new Set([...accounts, ...wallets].map(({ subject }) => subject));
    return Object.entries(before().subjects).flatMap(([subject, { called, from }]): RuleResult[] => {
      if (listed.has(subject)) {
        return [{ subject, called, verdict: { kind: 'ok', recovered: true }, facts: { asOf: now } }];
      }
      if (!completeLists.has(from)) return [];
      return [{ subject, called, verdict: { kind: 'breach', level: 'warn' }, facts: { asOf: now } }];
    });
  },
};
