import * as z from 'zod';
import { chat } from '../access/records.ts';
import { defineCollection } from '../store.ts';

/** A message of a platform that is not answered yet. */
const delivery = z.strictObject({
  adapter: z.string(),
  lane: z.string(),
  at: z.number(),
  state: z.enum(['received', 'answering']),
  body: z.string(),
});

export type DeliveryRecord = z.infer<typeof delivery>;

/** Key: the message's id. */
export const deliveries = defineCollection({
  name: 'deliveries',
  schema: delivery,
  indexes: {
    open: ({ adapter }) => adapter,
    lane: ({ lane }) => lane,
  },
});

/** Ids of messages that were answered on one day (since 1970, UTC), as the platform names them. */
const answered = z.strictObject({ day: z.number().int(), ids: z.array(z.string()) });

/** Key: `<adapter>/<day>/<bucket>`; the bucket is a hash of the id. */
export const answeredDeliveries = defineCollection({
  name: 'answeredDeliveries',
  schema: answered,
  indexes: { day: ({ day }) => String(day) },
});

/** A command line that does not fit into the data of its button. */
const ticket = z.strictObject({ chat, line: z.string(), at: z.number() });

/** Key: the ticket. */
export const tickets = defineCollection({
  name: 'tickets',
  schema: ticket,
  indexes: { chat: (record) => record.chat, day: dayOf },
});

/** The day since 1970 in UTC, for the deletion of old records. */
function dayOf({ at }: { readonly at: number }): string {
  return String(Math.floor(at / 86_400_000));
}
