import type { Allowed } from '../../core/access/policy.ts';
import type { Line } from '../../core/chat/line.ts';
import type { Reply } from '../../core/reply/types.ts';
import type { Clock, Millis } from '../../core/time/clock.ts';
import { createShelf } from '../ttl-cache.ts';
import { pagedRows, usualRows } from './page.ts';

const life: Millis = 10 * 60_000;
const mostReplies = 200;

/** Long answers, whole, so that their pages are cut from one reading. Each serves one asker in one chat. */
export interface Kept {
  /** Keeps what has more rows than one page shows. */
  keep(asked: Asked, whole: Reply): void;
  /** Undefined when it is gone, or was made from other operators or roles than are reached now. */
  find(asked: Asked): Reply | undefined;
}

/** Whose answer it is, and to what. */
export interface Asked {
  readonly from: Line;
  readonly line: string;
  readonly access: Allowed;
}

export function createKept(clock: Clock): Kept {
  const replies = createShelf<{ readonly whole: Reply; readonly reach: string }>({
    clock,
    life,
    most: mostReplies,
  });

  return {
    keep(asked, whole) {
      const { pageRows = usualRows } = asked.from;
      const onePage = pageRows === 'all' ? usualRows : Math.min(pageRows, usualRows);
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

function keyOf({ from, line }: Asked): string {
  return JSON.stringify([from.principal, from.chat.id, line]);
}

function reachOf({ operators }: Allowed): string {
  return JSON.stringify([...operators].sort(([a], [b]) => (a < b ? -1 : 1)));
}
