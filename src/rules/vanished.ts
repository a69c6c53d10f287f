import type { Rule, RuleResult } from '../core/alerts/rule.ts';
import { defaultFiringPolicy } from '../core/alerts/timing.ts';

/** Fires when a known subject is missing from a complete list. */
export const vanished: Rule = {
  id: 'vanished',
  title: 'No longer listed',
  firing: defaultFiringPolicy,
  evaluate({ accounts, wallets, unchanged, before, completeLists, now }, existing) {
    if (unchanged && existing.size === 0) return [];
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
