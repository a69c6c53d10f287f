import type { Judged, Rule } from '../core/alerts/rule.ts';
import { judgeLimit, usualThreshold } from '../core/alerts/threshold.ts';
import { usualPatience } from '../core/alerts/timing.ts';
import { accountIdentifiers } from '../core/figures/identifiers.ts';

/** Little is left of an account's limit. Who is inactive takes no payments that could fail. */
export const lowLimit: Rule = {
  id: 'low-limit',
  title: 'Low limit',
  patience: usualPatience,
  judge({ accounts, threshold: thresholdOf }, standing) {
    const judged: Judged[] = [];
    for (const { subject, thing, room, asOf } of accounts) {
      if (thing.state === 'inactive') continue;
      const threshold = thresholdOf(subject) ?? usualThreshold;
      const verdict = judgeLimit(room, threshold);
      if (verdict.kind !== 'breach' && !standing.has(subject)) continue;
      const facts = {
        asOf,
        threshold,
        ...(room.kind === 'known' && { left: room.left }),
        ...(room.kind === 'known' && room.limit !== undefined && { limit: room.limit }),
      };
      judged.push({ subject, called: accountIdentifiers(thing), verdict, facts });
    }
    return judged;
  },
};
