import * as z from 'zod';
import { chat } from '../access/records.ts';
import { defineCollection } from '../store.ts';

/** A delivery of a platform that is not answered yet; earlier versions also kept those that were, as `finished`. */
const delivery = z.strictObject({
  adapter: z.string(),
  lane: z.string(),
  at: z.number(),
  state: z.enum(['received', 'answering', 'finished']),
  body: z.string().exactOptional(),
});

export type DeliveryRecord = z.infer<typeof delivery>;

/** Key: the delivery's id. */
export const deliveries = defineCollection({
  name: 'deliveries',
  schema: delivery,
  indexes: {
    /** Adapter of what is not finished. */
    open: (record) => (record.state === 'finished' ? undefined : record.adapter),
    /** Lane of what is not finished. */
    lane: (record) => (record.state === 'finished' ? undefined : record.lane),
    /** Day since 1970 in UTC, for clearing. */
    day: dayOf,
  },
});

/** Deliveries that were answered on one day since 1970 in UTC, by the platform's own ids: many of them in one record. */
const answered = z.strictObject({ day: z.number().int(), ids: z.array(z.string()) });

/** Key: `<adapter>/<day>/<shelf>`; the shelf follows from the id. */
export const answeredDeliveries = defineCollection({
  name: 'answeredDeliveries',
  schema: answered,
  indexes: { day: ({ day }) => String(day) },
});

/** A command line behind a button that could not carry it. */
const ticket = z.strictObject({ chat, line: z.string(), at: z.number() });

/** Key: the ticket. */
export const tickets = defineCollection({
  name: 'tickets',
  schema: ticket,
  indexes: { chat: (record) => record.chat, day: dayOf },
});

function dayOf({ at }: { readonly at: number }): string {
  return String(Math.floor(at / 86_400_000));
}
