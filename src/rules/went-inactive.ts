import type { Rule, RuleResult } from '../core/alerts/rule.ts';
import { defaultFiringPolicy } from '../core/alerts/timing.ts';
import { accountIdentifiers } from '../core/figures/identifiers.ts';

/** Fires when an account that was active is inactive. */
export const wentInactive: Rule = {
  id: 'went-inactive',
  title: 'Went inactive',
  firing: defaultFiringPolicy,
  evaluate({ accounts, unchanged, before }, existing) {
    if (unchanged && existing.size === 0) return [];
    const { subjects } = before();
    return accounts.flatMap(({ subject, thing, asOf }): RuleResult[] => {
      if (thing.state === 'not-given' || subjects[subject]?.wasActive !== true) return [];
      const isActive = thing.state === 'active';
      const verdict = isActive
        ? ({ kind: 'ok', recovered: true } as const)
        : ({ kind: 'breach', level: 'warn' } as const);
      return [{ subject, called: accountIdentifiers(thing), verdict, facts: { asOf } }];
    });
  },
};
