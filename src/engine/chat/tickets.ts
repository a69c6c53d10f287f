import { randomBytes } from 'node:crypto';
import { tickets } from '../../core/chat/records.ts';
import type { Tickets } from '../../core/chat/tickets.ts';
import type { Store } from '../../core/store.ts';
import type { Clock } from '../../core/time/clock.ts';

const dayMillis = 86_400_000;
const retentionDays = 2;
/** How far back a new process searches for tickets that an earlier one did not delete. */
const lookbackDays = 30;

/** Tickets in a store: 128 random bits each, valid for two days. */
export function createTickets(store: Store, clock: Clock): Tickets {
  const today = () => Math.floor(clock.now() / dayMillis);
  let clearedBefore = today() - lookbackDays;

  return {
    issue: async (chat, lines) => {
      if (lines.length === 0) return [];
      const issued = lines.map((line) => ({ ticket: randomBytes(16).toString('base64url'), line }));
      await store.transact(async (change) => {
        for (const { ticket, line } of issued)
          await change.put(tickets, ticket, { chat, line, at: clock.now() });
        for (let day = clearedBefore; day < today() - retentionDays; day++) {
          for (const { id } of await change.find(tickets, 'day', String(day)))
            await change.delete(tickets, id);
        }
      });
      clearedBefore = Math.max(clearedBefore, today() - retentionDays);
      return issued.map(({ ticket }) => ticket);
    },

    redeem: async (ticket, chat) => {
      const stored = await store.read((view) => view.get(tickets, ticket));
      if (stored === undefined || stored.at < clock.now() - retentionDays * dayMillis)
        return { kind: 'unknown' };
      return stored.chat === chat ? { kind: 'line', line: stored.line } : { kind: 'foreign' };
    },
  };
}
