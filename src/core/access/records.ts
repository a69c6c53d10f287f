import * as z from 'zod';
import { sealedSchema } from '../secret/vault.ts';
import { defineCollection } from '../store.ts';
import { isIdentity } from './identity.ts';
import type { ChatId, Principal } from './policy.ts';
import { roles } from './policy.ts';

/** An id that a user types: 1 to 32 lower-case letters, digits and dashes. */
export const idSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);
const principal = z.custom<Principal>((value) => typeof value === 'string' && isIdentity(value));
export const chat = z.custom<ChatId>((value) => typeof value === 'string' && isIdentity(value));

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

/** An invitation by one-time code. The code itself is shown once and not stored. */
const invite = z.strictObject({
  operator: idSchema,
  role: z.enum(roles),
  /** Lifetime of the resulting grant; unlimited if absent. */
  grantMillis: z.number().positive().exactOptional(),
  expiresAt: z.number(),
  by: z.string(),
});

/** Number of wrong codes that a principal has sent since `since`. */
const guesses = z.strictObject({ count: z.number().int(), since: z.number() });

/** Key: the operator's id. */
export const operatorRecords = defineCollection({ name: 'operators', schema: operator, indexes: {} });

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

/** Key: `<chat>/<operator>`. The operator's alerts are posted in the chat. */
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
