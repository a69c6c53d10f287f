import type { Rule } from '../core/alertRule.ts';
import { usualPatience } from '../core/alertTiming.ts';

/** An account that was active is inactive now. */
export const wentInactive: Rule = {
  id: 'went-inactive',
  title: 'Went inactive',
  patience: usualPatience,
  judge: ({ accounts, before }) =>
    accounts.flatMap(({ subject, called, thing, asOf }) => {
      if (thing.state === 'not-given' || before.subjects[subject]?.wasActive !== true) return [];
      const isActive = thing.state === 'active';
      return [
        {
          subject,
          called,
          verdict: isActive ? { kind: 'ok', recovered: true } : { kind: 'breach', level: 'warn' },
          facts: { asOf },
        },
      ];
    }),
};
