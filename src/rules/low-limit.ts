import type { Rule, RuleResult } from '../core/alerts/rule.ts';
import { defaultThreshold, evaluateLimit } from '../core/alerts/threshold.ts';
import { defaultFiringPolicy } from '../core/alerts/timing.ts';
import { accountIdentifiers } from '../core/figures/identifiers.ts';

/** Fires when little of an account's limit is left. Inactive accounts are exempt. */
export const lowLimit: Rule = {
  id: 'low-limit',
  title: 'Low limit',
  firing: defaultFiringPolicy,
  evaluate({ accounts, threshold: thresholdOf }, existing) {
    const results: RuleResult[] = [];
    for (const { subject, thing, remaining, asOf } of accounts) {
      if (thing.state === 'inactive') continue;
      const threshold = thresholdOf(subject) ?? defaultThreshold;
      const verdict = evaluateLimit(remaining, threshold);
      if (verdict.kind !== 'breach' && !existing.has(subject)) continue;
      const facts = {
        asOf,
        threshold,
        ...(remaining.kind === 'known' && { left: remaining.left }),
        ...(remaining.kind === 'known' && remaining.limit !== undefined && { limit: remaining.limit }),
      };
      results.push({ subject, called: accountIdentifiers(thing), verdict, facts });
    }
    return results;
  },
};
