import * as z from 'zod';
import type { ChatId, Principal } from './access.ts';
import { roles } from './access.ts';
import { defineCollection } from './store.ts';
import { sealedSchema } from './vault.ts';

/** Ids that a person types: lower-case letters, digits and dashes, 1 to 32. */
export const idSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);
const principal = z.custom<Principal>(
  (value) => typeof value === 'string' && /^[a-z]+:[A-Za-z0-9:-]{1,80}$/.test(value),
);
const chat = z.custom<ChatId>(
  (value) => typeof value === 'string' && /^[a-z]+:[A-Za-z0-9:-]{1,80}$/.test(value),
);

const operator = z.strictObject({ id: idSchema, name: z.string().min(1).max(64) });
export type OperatorRecord = z.infer<typeof operator>;

/** `secrets` by field name: one sealed value each. Structured secrets are sealed as JSON. */
const connection = z.strictObject({
  operator: idSchema,
  id: idSchema,
  provider: z.string(),
  settings: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), sealedSchema),
});
export type ConnectionRecord = z.infer<typeof connection>;

const grant = z.strictObject({
  principal,
  operator: idSchema,
  role: z.enum(roles),
  expiresAt: z.number().exactOptional(),
});
const binding = z.strictObject({ chat, operator: idSchema });
const subscription = z.strictObject({ chat, operator: idSchema });

/** A one-time code that links a principal. The code itself is told once and never kept. */
const invite = z.strictObject({
  operator: idSchema,
  role: z.enum(roles),
  /** How long the grant made of it lasts; for ever when absent. */
  grantMillis: z.number().positive().exactOptional(),
  expiresAt: z.number(),
  by: z.string(),
});
export type InviteRecord = z.infer<typeof invite>;

/** Wrong codes of one principal since `since`. */
const guesses = z.strictObject({ count: z.number().int(), since: z.number() });

/** Key: the operator's id. */
export const operators = defineCollection({ name: 'operators', schema: operator, indexes: {} });

/** Key: `<operator>/<connection>`. */
export const connections = defineCollection({
  name: 'connections',
  schema: connection,
  indexes: { operator: (record) => record.operator },
});

/** Key: `<principal>/<operator>`. */
export const grants = defineCollection({
  name: 'grants',
  schema: grant,
  indexes: { principal: (record) => record.principal, operator: (record) => record.operator },
});

/** Key: `<chat>/<operator>`. */
export const bindings = defineCollection({
  name: 'bindings',
  schema: binding,
  indexes: { chat: (record) => record.chat, operator: (record) => record.operator },
});

/** Key: `<chat>/<operator>`. That operator's alerts are posted in that chat. */
export const subscriptions = defineCollection({
  name: 'subscriptions',
  schema: subscription,
  indexes: { chat: (record) => record.chat, operator: (record) => record.operator },
});

/** Key: SHA-256 of the code, hexadecimal. */
export const invites = defineCollection({
  name: 'invites',
  schema: invite,
  indexes: { operator: (record) => record.operator },
});

/** Key: the principal. */
export const inviteGuesses = defineCollection({ name: 'inviteGuesses', schema: guesses, indexes: {} });

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
