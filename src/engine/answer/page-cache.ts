import { LRUCache } from 'lru-cache';
import type { Allowed } from '../../core/access/policy.ts';
import type { Line } from '../../core/chat/line.ts';
import type { Reply } from '../../core/reply/types.ts';
import { compareText } from '../../core/text/compare-text.ts';
import type { Clock, Millis } from '../../core/time/clock.ts';
import { cacheClock } from '../cache-clock.ts';
import { defaultRows, pagedRows } from './page.ts';

const lifetime: Millis = 10 * 60_000;
const maxReplies = 200;

/** Whole replies with several pages, so that all pages show one reading. Each serves one user in one chat. */
export interface PageCache {
  /** Stores the reply if it has more rows than one page. */
  store(key: PageKey, whole: Reply): void;
  /** Undefined if the reply has expired, or was made for other operators or roles than the user has now. */
  find(key: PageKey): Reply | undefined;
}

/** The user, the chat and the command line of a reply, and the access it was made with. */
export interface PageKey {
  readonly from: Line;
  readonly line: string;
  readonly access: Allowed;
}

export function createPageCache(clock: Clock): PageCache {
  const replies = new LRUCache<string, { readonly whole: Reply; readonly reach: string }>({
    max: maxReplies,
    ttl: lifetime,
    ...cacheClock(clock),
  });

  return {
    store(key, whole) {
      const { pageRows = defaultRows } = key.from;
      const onePage = pageRows === 'all' ? defaultRows : Math.min(pageRows, defaultRows);
      if (pagedRows(whole) > onePage) replies.set(textOf(key), { whole, reach: reachOf(key.access) });
      else replies.delete(textOf(key));
    },
    find(key) {
      const found = replies.peek(textOf(key));
      if (found === undefined || found.reach === reachOf(key.access)) return found?.whole;
      replies.delete(textOf(key));
      return undefined;
    },
  };
}

function textOf({ from, line }: PageKey): string {
  return JSON.stringify([from.principal, from.chat.id, line]);
}

function reachOf({ operators }: Allowed): string {
  return JSON.stringify([...operators].sort(([a], [b]) => compareText(a, b)));
}
