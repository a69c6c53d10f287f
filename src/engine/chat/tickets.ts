import { randomBytes } from 'node:crypto';
import { tickets } from '../../core/chat/records.ts';
import type { Tickets } from '../../core/chat/tickets.ts';
import type { Store } from '../../core/store.ts';
import type { Clock } from '../../core/time/clock.ts';

const dayMillis = 86_400_000;
const daysKept = 2;
/** How far back a new process looks for what an earlier one did not clear. */
const daysBack = 30;

/** Tickets over a store: 128 random bits each, good for two days. */
export function createTickets(store: Store, clock: Clock): Tickets {
  const today = () => Math.floor(clock.now() / dayMillis);
  let cleared = today() - daysBack;

  return {
    issue: async (chat, lines) => {
      if (lines.length === 0) return [];
      const issued = lines.map((line) => ({ ticket: randomBytes(16).toString('base64url'), line }));
      await store.transact(async (change) => {
        for (const { ticket, line } of issued)
          await change.put(tickets, ticket, { chat, line, at: clock.now() });
        for (let day = cleared; day < today() - daysKept; day++) {
          for (const { id } of await change.find(tickets, 'day', String(day)))
            await change.delete(tickets, id);
        }
      });
      cleared = Math.max(cleared, today() - daysKept);
      return issued.map(({ ticket }) => ticket);
    },

    redeem: async (ticket, chat) => {
      const found = await store.read((view) => view.get(tickets, ticket));
      if (found === undefined || found.at < clock.now() - daysKept * dayMillis) return { kind: 'unknown' };
      return found.chat === chat ? { kind: 'line', line: found.line } : { kind: 'foreign' };
    },
  };
}
