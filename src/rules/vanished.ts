import type { Judged, Rule } from '../core/alerts/rule.ts';
import { usualPatience } from '../core/alerts/timing.ts';

/** What was listed is listed no more. Only a list that is whole can show it. */
export const vanished: Rule = {
  id: 'vanished',
  title: 'No longer listed',
  patience: usualPatience,
  judge({ accounts, wallets, unchanged, before, whole, now }, standing) {
    if (unchanged && standing.size === 0) return [];
    const listed = new Set([...accounts, ...wallets].map(({ subject }) => subject));
    return Object.entries(before().subjects).flatMap(([subject, { called, from }]): Judged[] => {
      if (listed.has(subject)) {
        return [{ subject, called, verdict: { kind: 'ok', recovered: true }, facts: { asOf: now } }];
      }
      if (!whole.has(from)) return [];
      return [{ subject, called, verdict: { kind: 'breach', level: 'warn' }, facts: { asOf: now } }];
    });
  },
};
