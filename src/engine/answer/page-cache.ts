import type { Allowed } from '../../core/access/policy.ts';
import type { Line } from '../../core/chat/line.ts';
import type { Reply } from '../../core/reply/types.ts';
import type { Clock, Millis } from '../../core/time/clock.ts';
import { createTtlCache } from '../ttl-cache.ts';
import { defaultRows, pagedRows } from './page.ts';

const life: Millis = 10 * 60_000;
const maxReplies = 200;

/** Long answers, whole, so that their pages are cut from one reading. Each serves one asker in one chat. */
export interface PageCache {
  /** Keeps what has more rows than one page shows. */
  keep(asked: PageKey, whole: Reply): void;
  /** Undefined when it is gone, or was made from other operators or roles than are reached now. */
  find(asked: PageKey): Reply | undefined;
}

/** Whose answer it is, and to what. */
export interface PageKey {
  readonly from: Line;
  readonly line: string;
  readonly access: Allowed;
}

export function createPageCache(clock: Clock): PageCache {
  const replies = createTtlCache<{ readonly whole: Reply; readonly reach: string }>({
    clock,
    life,
    most: maxReplies,
  });

  return {
    keep(asked, whole) {
      const { pageRows = defaultRows } = asked.from;
      const onePage = pageRows === 'all' ? defaultRows : Math.min(pageRows, defaultRows);
      if (pagedRows(whole) > onePage) replies.put(keyOf(asked), { whole, reach: reachOf(asked.access) });
      else replies.drop(keyOf(asked));
    },
    find(asked) {
      const found = replies.get(keyOf(asked))?.value;
      if (found === undefined || found.reach === reachOf(asked.access)) return found?.whole;
      replies.drop(keyOf(asked));
      return undefined;
    },
  };
}

function keyOf({ from, line }: PageKey): string {
  return JSON.stringify([from.principal, from.chat.id, line]);
}

function reachOf({ operators }: Allowed): string {
  return JSON.stringify([...operators].sort(([a], [b]) => (a < b ? -1 : 1)));
}
