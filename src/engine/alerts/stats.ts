import { posts } from '../../core/alerts/post-record.ts';
import { incidents } from '../../core/alerts/records.ts';
import type { Store } from '../../core/store.ts';
import type { Instant, Millis } from '../../core/time/clock.ts';

/** Counts for metrics and health. */
export interface AlertStats {
  /** By state. */
  readonly incidents: Readonly<Record<string, number>>;
  /** Posts with something left to send. */
  readonly waiting: number;
  /** Age of the oldest waiting post. */
  readonly oldest: Millis;
  /** Longest time since a waiting post became due. */
  readonly overdue: Millis;
}

const states = ['pending', 'firing', 'acknowledged', 'snoozed', 'resolved'] as const;

export async function readStats(store: Store, now: Instant): Promise<AlertStats> {
  return store.read(async (view) => {
    const counts: Record<string, number> = Object.fromEntries(states.map((state) => [state, 0]));
    for (const { document } of await view.list(incidents)) {
      const { state } = document.incident;
      counts[state] = (counts[state] ?? 0) + 1;
    }
    const due = (await view.list(posts)).flatMap(({ document }) => {
      return document.due === undefined ? [] : [{ at: document.at, due: document.due }];
    });
    return {
      incidents: counts,
      waiting: due.length,
      oldest: due.reduce((most, { at }) => Math.max(most, now - at), 0),
      overdue: due.reduce((most, each) => Math.max(most, now - each.due), 0),
    };
  });
}
