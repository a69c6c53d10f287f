import type { Rule, RuleResult } from '../core/alerts/rule.ts';
import { defaultThreshold, evaluateLimit } from '../core/alerts/threshold.ts';
import { defaultFiringPolicy } from '../core/alerts/timing.ts';
import { accountIdentifiers } from '../core/figures/identifiers.ts';

/** Little is left of an account's limit. Who is inactive takes no payments that could fail. */
export const lowLimit: Rule = {
  id: 'low-limit',
  title: 'Low limit',
  firing: defaultFiringPolicy,
  evaluate({ accounts, threshold: thresholdOf }, standing) {
    const judged: RuleResult[] = [];
    for (const { subject, thing, remaining, asOf } of accounts) {
      if (thing.state === 'inactive') continue;
      const threshold = thresholdOf(subject) ?? defaultThreshold;
      const verdict = evaluateLimit(remaining, threshold);
      if (verdict.kind !== 'breach' && !standing.has(subject)) continue;
      const facts = {
        asOf,
        threshold,
        ...(remaining.kind === 'known' && { left: remaining.left }),
        ...(remaining.kind === 'known' && remaining.limit !== undefined && { limit: remaining.limit }),
      };
      judged.push({ subject, called: accountIdentifiers(thing), verdict, facts });
    }
    return judged;
  },
};
