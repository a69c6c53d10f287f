import type { Rule } from '../core/alertRule.ts';
import { judgeLimit, usualThreshold } from '../core/alertThreshold.ts';
import { usualPatience } from '../core/alertTiming.ts';
import { headroomOf } from '../core/headroom.ts';

/** Little is left of an account's limit. Who is inactive takes no payments that could fail. */
export const lowLimit: Rule = {
  id: 'low-limit',
  title: 'Low limit',
  patience: usualPatience,
  judge: ({ accounts, threshold: thresholdOf }) =>
    accounts.flatMap(({ subject, called, thing, asOf }) => {
      if (thing.state === 'inactive') return [];
      const headroom = headroomOf(thing);
      const threshold = thresholdOf(subject) ?? usualThreshold;
      const known = headroom.kind === 'known' ? headroom : undefined;
      const facts = {
        asOf,
        threshold,
        ...(known !== undefined && { left: known.left }),
        ...(known?.limit !== undefined && { limit: known.limit }),
      };
      return [{ subject, called, verdict: judgeLimit(headroom, threshold), facts }];
    }),
};
