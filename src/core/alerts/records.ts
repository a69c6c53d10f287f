import * as z from 'zod';
import type { ChatId, Principal } from '../access/policy.ts';
import { idSchema } from '../access/records.ts';
import { reasons } from '../errors/errors.ts';
import type { Decimal } from '../money/decimal.ts';
import { parseDecimal } from '../money/decimal.ts';
import { defineCollection } from '../store.ts';
import type { Instant } from '../time/clock.ts';

const identity = /^[a-z]+:[A-Za-z0-9:-]{1,80}$/;
export const chatSchema = z.custom<ChatId>((value) => typeof value === 'string' && identity.test(value));
const decimal = z.custom<Decimal>((value) => typeof value === 'string' && parseDecimal(value) !== undefined);
const money = z.strictObject({
  amount: decimal,
  currency: z.string(),
  precision: z.number().exactOptional(),
});
const level = z.enum(['warn', 'critical']);
export type Level = z.infer<typeof level>;

/** A user, with the name that the platform shows. */
const person = z.strictObject({ principal: z.custom<Principal>(isText), name: z.string() });
export type Person = Readonly<z.infer<typeof person>>;

/** The state of an incident on disk, without figures. Times are instants. */
const incident = z.strictObject({
  state: z.enum(['pending', 'firing', 'acknowledged', 'snoozed', 'resolved']),
  /** Number of times it fired. */
  episode: z.number().int(),
  level,
  /** `notifiedLevel` */
  told: level,
  /** Fresh breaches since the last recovery, and fresh recoveries in a row. */
  breaches: z.number().int(),
  recoveries: z.number().int(),
  since: z.number(),
  firedAt: z.number().exactOptional(),
  resolvedAt: z.number().exactOptional(),
  /** `notifiedAt` */
  spokeAt: z.number().exactOptional(),
  /** Times of the last `resolved` and `escalated` notices, of this episode or an earlier one. */
  clearedAt: z.number().exactOptional(),
  raisedAt: z.number().exactOptional(),
  holder: person.extend({ at: z.number() }).exactOptional(),
  snooze: person.extend({ until: z.number() }).exactOptional(),
});
export type Incident = Omit<Readonly<z.infer<typeof incident>>, 'told' | 'spokeAt'> & {
  /** The worst level that users were notified of. */
  readonly notifiedLevel: Level;
  /** Time of the last notice, from which repeats are counted. */
  readonly notifiedAt?: Instant;
};

/** An amount, or a percentage of the limit, below which an alert fires. */
const threshold = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('percent'), percent: decimal }),
  z.strictObject({ kind: z.literal('amount'), amount: decimal, currency: z.string() }),
]);
export type Threshold = Readonly<z.infer<typeof threshold>>;

/** The last reading of an incident's subject. */
const facts = z.strictObject({
  asOf: z.number(),
  left: money.exactOptional(),
  limit: money.exactOptional(),
  threshold: threshold.exactOptional(),
  /** Missing data, and the reason. */
  silent: z
    .array(
      z.strictObject({
        what: z.string(),
        since: z.number(),
        reason: z.enum(reasons).exactOptional(),
      }),
    )
    .exactOptional(),
});
export type Facts = Readonly<z.infer<typeof facts>>;

const called = z.array(
  z.strictObject({
    kind: z.literal('identifier'),
    of: z.enum(['name', 'upi', 'account', 'phone', 'wallet']),
    text: z.string(),
  }),
);

const incidentRecord = z.strictObject({
  operator: idSchema,
  connection: idSchema,
  rule: z.string(),
  /** Title of the rule. */
  title: z.string(),
  /** Within the connection: `account/...`, `wallet/...`, `user/...` or `source`. */
  subject: z.string(),
  called,
  incident,
  facts,
  /** `trend` */
  course: z.array(z.strictObject({ at: z.number(), left: decimal })),
  /** Short id, easy to type. Set when it first fires. */
  id: z.string().exactOptional(),
  /** Ids of the posts that show this episode. */
  posts: z.array(z.string()),
  /** Number of changes. */
  revision: z.number().int(),
});
type StoredIncident = Readonly<z.infer<typeof incidentRecord>>;

/** An incident with the contents of its card. */
export type IncidentRecord = Omit<StoredIncident, 'incident' | 'course'> & {
  readonly incident: Incident;
  /** Some earlier amounts, oldest first. */
  readonly trend: readonly { readonly at: Instant; readonly left: Decimal }[];
};

/** Reads a stored incident, whose fields have the names of the first release. */
export function readIncident({ incident, course, ...record }: StoredIncident): IncidentRecord {
  const { told: notifiedLevel, spokeAt: notifiedAt, ...rest } = incident;
  const notified = { notifiedLevel, ...(notifiedAt !== undefined && { notifiedAt }) };
  return { ...record, incident: { ...rest, ...notified }, trend: course };
}

export function storedIncident({ incident, trend, ...record }: IncidentRecord): StoredIncident {
  const { notifiedLevel: told, notifiedAt: spokeAt, ...rest } = incident;
  const notified = { told, ...(spokeAt !== undefined && { spokeAt }) };
  return { ...record, incident: { ...rest, ...notified }, course: [...trend] };
}

/** Key: `<operator>/<connection>/<rule>/<subject>`. */
export const incidents = defineCollection({
  name: 'incidents',
  schema: incidentRecord,
  indexes: {
    connection: (record) => `${record.operator}/${record.connection}`,
    /** Operator of a firing, acknowledged or snoozed incident. */
    open: ({ incident: { state }, operator }) =>
      state === 'pending' || state === 'resolved' ? undefined : operator,
    id: (record) => record.id,
  },
});

/** Why a chat could not be reached. */
export const undeliverableReasons = [
  ...(['removed', 'blocked', 'gone', 'forbidden', 'unfit'] as const),
  'unserved', // no adapter serves the chat now
  'unclear', // delivery could not be confirmed
  'no-token', // the platform rejects our token
] as const;
export type UndeliverableReason = (typeof undeliverableReasons)[number];

export const noticeSchema = z.strictObject({
  key: z.string(),
  episode: z.number().int(),
  id: z.string(),
  reason: z.enum([
    ...(['fired', 'escalated', 'repeated', 'woken', 'acknowledged', 'snoozed'] as const),
    ...(['resolved', 'withdrawn'] as const),
  ]),
  at: z.number(),
  by: z.string().exactOptional(),
  until: z.number().exactOptional(),
});
export type Notice = Readonly<z.infer<typeof noticeSchema>>;

/** An incident shown by a post: its key, the episode shown, and its short id. */
export const postMemberSchema = z.strictObject({
  key: z.string(),
  episode: z.number().int(),
  id: z.string(),
});
export type PostMember = Readonly<z.infer<typeof postMemberSchema>>;

/** Further incidents get another message, so that a phone can show each by name. */
export const maxIncidentsPerMessage = 100;

/** `card` one incident, `digest` several, `late` an overdue summary, `away` after a downtimeSchema, `drill` a test. */
export const postKindSchema = z.enum(['card', 'digest', 'late', 'away', 'drill']);
export type PostKind = z.infer<typeof postKindSchema>;

/** A period without polls, and what was found after it. */
export const downtimeSchema = z.strictObject({
  from: z.number(),
  to: z.number(),
  connections: z.number().int(),
  silent: z.number().int(),
  open: z.number().int(),
});
export type Downtime = Readonly<z.infer<typeof downtimeSchema>>;

const thresholdRecord = z.strictObject({
  operator: idSchema,
  connection: idSchema,
  subject: z.string(),
  threshold,
  by: z.string(),
  at: z.number(),
});
export type ThresholdRecord = Readonly<z.infer<typeof thresholdRecord>>;

/** Key: `<operator>/<connection>/<subject>`; the subject `*` means all accounts of a connection. */
export const thresholds = defineCollection({
  name: 'thresholds',
  schema: thresholdRecord,
  indexes: { operator: (record) => record.operator },
});

/** A subject that a connection listed. */
const knownSubject = z.strictObject({
  called,
  /** The question whose answer listed it. */
  from: z.enum(['accounts', 'limits', 'balances', 'wallets']),
  wasActive: z.boolean(),
  /** Whether its amount was ever known. */
  known: z.boolean(),
  /** The day since 1970 when it was last listed; if `gone`, when a complete list first lacked it. */
  day: z.number().int(),
  gone: z.literal(true).exactOptional(),
});
export type KnownSubject = Readonly<z.infer<typeof knownSubject>>;

/** The known subjects of a connection. */
export interface KnownSubjects {
  readonly subjects: Readonly<Record<string, KnownSubject>>;
}

/** Known subjects on disk, in a short form, as there may be very many accounts. */
const knownSubjectsRecord = z.strictObject({
  /** The day since 1970 when all of `listed` was listed. */
  day: z.number().int(),
  /** In the order of the list; encoded by `engine/alerts/evaluate/memory.ts`. */
  listed: z.array(z.string()),
  others: z.record(z.string(), knownSubject),
});
export type KnownSubjectsRecord = Readonly<z.infer<typeof knownSubjectsRecord>>;

/** Key: `<operator>/<connection>`. */
export const knownSubjects = defineCollection({ name: 'memories', schema: knownSubjectsRecord, indexes: {} });

/** Global counters: the last post, the last short id, and the time of the last tick of the monitor. */
const watchState = z.strictObject({
  seq: z.number().int(),
  ids: z.number().int(),
  lastRound: z.number().exactOptional(),
});
export type WatchState = Readonly<z.infer<typeof watchState>>;

/** Key: `state`. */
export const watchStates = defineCollection({ name: 'watchState', schema: watchState, indexes: {} });

/** A chat that is paused, or dead: it accepts no messages. */
const destination = z.strictObject({
  pausedUntil: z.number().exactOptional(),
  dead: z.strictObject({ why: z.enum(undeliverableReasons), at: z.number() }).exactOptional(),
});
export type DestinationRecord = Readonly<z.infer<typeof destination>>;

/** Key: the chat. */
export const destinations = defineCollection({ name: 'destinations', schema: destination, indexes: {} });

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
