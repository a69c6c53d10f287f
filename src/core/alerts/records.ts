import * as z from 'zod';
import type { ChatId, Principal } from '../access/policy.ts';
import { idSchema } from '../access/records.ts';
import { reasons } from '../errors/errors.ts';
import type { Decimal } from '../money/decimal.ts';
import { parseDecimal } from '../money/decimal.ts';
import { defineCollection } from '../store.ts';

const identity = /^[a-z]+:[A-Za-z0-9:-]{1,80}$/;
const chat = z.custom<ChatId>((value) => typeof value === 'string' && identity.test(value));
const decimal = z.custom<Decimal>((value) => typeof value === 'string' && parseDecimal(value) !== undefined);
const money = z.strictObject({
  amount: decimal,
  currency: z.string(),
  precision: z.number().exactOptional(),
});
const level = z.enum(['warn', 'critical']);
export type Level = z.infer<typeof level>;

/** Who did something, with the name that the platform shows for them. */
const person = z.strictObject({ principal: z.custom<Principal>(isText), name: z.string() });
export type Person = Readonly<z.infer<typeof person>>;

/** The life of a breach: what is decided on. Times are instants. */
const incident = z.strictObject({
  state: z.enum(['pending', 'firing', 'acknowledged', 'snoozed', 'resolved']),
  /** How many times it fired. */
  episode: z.number().int(),
  /** How bad it is now, and what people were told at worst. */
  level,
  told: level,
  /** Fresh breaches since the last recovery, and fresh recoveries in a row. */
  breaches: z.number().int(),
  recoveries: z.number().int(),
  since: z.number(),
  firedAt: z.number().exactOptional(),
  resolvedAt: z.number().exactOptional(),
  /** The last notice: repeats are counted from it. */
  spokeAt: z.number().exactOptional(),
  /** When it was last said that it is over, and that it got critical, in this episode or an earlier one. */
  clearedAt: z.number().exactOptional(),
  raisedAt: z.number().exactOptional(),
  holder: person.extend({ at: z.number() }).exactOptional(),
  snooze: person.extend({ until: z.number() }).exactOptional(),
});
export type Incident = Readonly<z.infer<typeof incident>>;

/** An amount, or a share of the limit in percent, below which something is low. */
const threshold = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('percent'), percent: decimal }),
  z.strictObject({ kind: z.literal('amount'), amount: decimal, currency: z.string() }),
]);
export type Threshold = Readonly<z.infer<typeof threshold>>;

/** What was last read of what an incident is about. */
const facts = z.strictObject({
  asOf: z.number(),
  left: money.exactOptional(),
  limit: money.exactOptional(),
  threshold: threshold.exactOptional(),
  /** What a source does not answer, and why. */
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
  /** What the rule is called. */
  title: z.string(),
  /** What it is about within its connection. */
  subject: z.string(),
  called,
  incident,
  facts,
  /** What was left at some earlier moments, oldest first: how fast it is going. */
  course: z.array(z.strictObject({ at: z.number(), left: decimal })),
  /** Short, for thumbs; from the first time it fires. */
  id: z.string().exactOptional(),
  /** Messages that show this episode. */
  posts: z.array(z.string()),
  /** Counts its changes. */
  revision: z.number().int(),
});
export type IncidentRecord = Readonly<z.infer<typeof incidentRecord>>;

/** Key: `<operator>/<connection>/<rule>/<subject>`. */
export const incidents = defineCollection({
  name: 'incidents',
  schema: incidentRecord,
  indexes: {
    connection: (record) => `${record.operator}/${record.connection}`,
    /** Operator of what is firing, held or snoozed. */
    open: ({ incident: { state }, operator }) =>
      state === 'pending' || state === 'resolved' ? undefined : operator,
    id: (record) => record.id,
  },
});

/** Why a chat is not told what it should be. */
export const undeliverableReasons = [
  ...(['removed', 'blocked', 'gone', 'forbidden', 'unfit'] as const),
  'unserved', // no adapter serves it now
  'unclear', // nobody knows whether it arrived
  'no-token', // its platform does not know us any more
] as const;
export type UndeliverableReason = (typeof undeliverableReasons)[number];

const notice = z.strictObject({
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
export type Notice = Readonly<z.infer<typeof notice>>;

/** Incidents that one message tells of at most, so that a phone can show each by name: further ones have another. */
export const maxIncidentsPerMessage = 100;

/** One message in a chat: wanted, on its way, or standing there and to be kept true. */
const post = z.strictObject({
  chat,
  operator: idSchema,
  /** `card` one incident, `digest` several, `late` what could not be told in time, `away` after a gap, `drill` a trial. */
  kind: z.enum(['card', 'digest', 'late', 'away', 'drill']),
  /** Counts up over all chats: earlier ones go first. */
  seq: z.number().int(),
  at: z.number(),
  /** Incidents by key, each with the episode that is shown and its short id. */
  members: z.array(z.strictObject({ key: z.string(), episode: z.number().int(), id: z.string() })),
  /** What was missed, for `away`. */
  gap: z
    .strictObject({
      from: z.number(),
      to: z.number(),
      connections: z.number().int(),
      silent: z.number().int(),
      open: z.number().int(),
    })
    .exactOptional(),
  /** The chat in whose stead it is told here, and why. */
  instead: z.strictObject({ chat, why: z.enum(undeliverableReasons) }).exactOptional(),
  /** It stands there, and an edit that is not made yet says of alerts for the first time. */
  grown: z.boolean().exactOptional(),
  /** Said once and not kept true: who reads it has a card of each member anyway. */
  once: z.boolean().exactOptional(),
  /** Nothing but plain text was taken. */
  plain: z.boolean().exactOptional(),
  /** Names the message that stands there, with the version that it shows of those wanted. */
  message: z.string().exactOptional(),
  wanted: z.number().int(),
  shown: z.number().int(),
  editedAt: z.number().exactOptional(),
  /** What is still to be said as replies in its thread. */
  owed: z.array(notice),
  /** Nothing is done before. Absent when nothing is to be done. */
  due: z.number().exactOptional(),
  /** An attempt that was begun: what, showing which version, with how many of `owed`. */
  sending: z
    .strictObject({ what: z.enum(['card', 'edit', 'follow']), wanted: z.number(), owed: z.number() })
    .exactOptional(),
  attempts: z.number().int(),
  /** Whether what is sent next may be there already, and how often nobody knew. */
  maybeSent: z.boolean().exactOptional(),
  unknown: z.number().int(),
  /** Times it was posted anew because its message was gone. */
  anew: z.number().int(),
  /** Chats that were told in its stead. */
  rerouted: z.array(chat),
});
export type PostRecord = Readonly<z.infer<typeof post>>;

/** Key: `<seq>`, twelve digits. */
export const posts = defineCollection({
  name: 'posts',
  schema: post,
  indexes: {
    chat: (record) => record.chat,
    /** Chat of what is still to be done. */
    due: (record) => (record.due === undefined ? undefined : record.chat),
  },
});

const thresholdRecord = z.strictObject({
  operator: idSchema,
  connection: idSchema,
  subject: z.string(),
  threshold,
  by: z.string(),
  at: z.number(),
});
export type ThresholdRecord = Readonly<z.infer<typeof thresholdRecord>>;

/** Key: `<operator>/<connection>/<subject>`; the subject `*` stands for all accounts of a connection. */
export const thresholds = defineCollection({
  name: 'thresholds',
  schema: thresholdRecord,
  indexes: { operator: (record) => record.operator },
});

/** What was listed by a connection. */
const remembered = z.strictObject({
  called,
  /** The question that gave it. */
  from: z.enum(['accounts', 'limits', 'balances', 'wallets']),
  wasActive: z.boolean(),
  /** Whether it was ever known what is left. */
  known: z.boolean(),
  /** The day since 1970 when it was last listed; of what is gone, when a whole list first lacked it. */
  day: z.number().int(),
  gone: z.literal(true).exactOptional(),
});
export type KnownSubject = Readonly<z.infer<typeof remembered>>;

/** What is remembered of a connection, by subject. */
export interface KnownSubjects {
  readonly subjects: Readonly<Record<string, KnownSubject>>;
}

/** A memory as it rests: there may be very many accounts. */
const memory = z.strictObject({
  /** The day since 1970 when all of `listed` was listed. */
  day: z.number().int(),
  /** In the order of the list; made and read by `engine/alerts/memory.ts`. */
  listed: z.array(z.string()),
  others: z.record(z.string(), remembered),
});
export type KnownSubjectsRecord = Readonly<z.infer<typeof memory>>;

/** Key: `<operator>/<connection>`. */
export const knownSubjects = defineCollection({ name: 'memories', schema: memory, indexes: {} });

/** Counters of the whole: the last post, the last short id, the last round of the monitor. */
const watchState = z.strictObject({
  seq: z.number().int(),
  ids: z.number().int(),
  lastRound: z.number().exactOptional(),
});
export type WatchState = Readonly<z.infer<typeof watchState>>;

/** Key: `state`. */
export const watchStates = defineCollection({ name: 'watchState', schema: watchState, indexes: {} });

/** A chat that does not take messages now. */
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
