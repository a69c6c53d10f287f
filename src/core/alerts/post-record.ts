import * as z from 'zod';
import { idSchema } from '../access/records.ts';
import { defineCollection } from '../store.ts';
import type { Post, PostedMessage } from './post.ts';
import {
  chatSchema,
  type DestinationRecord,
  downtimeSchema,
  noticeSchema,
  postKindSchema,
  postMemberSchema,
  undeliverableReasons,
} from './records.ts';

/** A post on disk. Its fields have the names of the first release; `readPost` and `storedPost` translate them. */
const stored = z.strictObject({
  chat: chatSchema,
  operator: idSchema,
  kind: postKindSchema,
  seq: z.number().int(),
  at: z.number(),
  members: z.array(postMemberSchema),
  gap: downtimeSchema.exactOptional(),
  /** `redirectedFrom` */
  instead: z.strictObject({ chat: chatSchema, why: z.enum(undeliverableReasons) }).exactOptional(),
  /** `hasUnannouncedMembers` */
  grown: z.boolean().exactOptional(),
  /** `oneShot` */
  once: z.boolean().exactOptional(),
  /** `plainTextOnly` */
  plain: z.boolean().exactOptional(),
  /** Id of the message in the chat. */
  message: z.string().exactOptional(),
  /** `wantedVersion` and `shownVersion` */
  wanted: z.number().int(),
  shown: z.number().int(),
  editedAt: z.number().exactOptional(),
  /** `pendingNotices` */
  owed: z.array(noticeSchema),
  /** Absent when nothing is left to send. */
  due: z.number().exactOptional(),
  /** The attempt on record: what is sent, which version, with how many notices. */
  sending: z
    .strictObject({ what: z.enum(['card', 'edit', 'follow']), wanted: z.number(), owed: z.number() })
    .exactOptional(),
  attempts: z.number().int(),
  maybeSent: z.boolean().exactOptional(),
  /** `ambiguousSends` */
  unknown: z.number().int(),
  /** `repostCount` */
  anew: z.number().int(),
  /** `triedChats` */
  rerouted: z.array(chatSchema),
});
export type StoredPost = Readonly<z.infer<typeof stored>>;

/** Key: `<seq>`, twelve digits. */
export const posts = defineCollection({
  name: 'posts',
  schema: stored,
  indexes: {
    chat: (record) => record.chat,
    /** Chat of posts with something left to send. */
    due: (record) => (record.due === undefined ? undefined : record.chat),
  },
});

/** Reads a stored post. It is dead if it was tried before and `dead` is recorded of its chat. */
export function readPost(record: StoredPost, dead?: DestinationRecord['dead']): Post {
  const { chat, operator, kind, seq, at, members, gap, maybeSent, attempts, sending } = record;
  const common = {
    ...{ chat, operator, kind, seq, at, members, attempts },
    ...(gap !== undefined && { gap }),
    ...(record.instead !== undefined && { redirectedFrom: record.instead }),
    oneShot: record.once === true,
    plainTextOnly: record.plain === true,
    wantedVersion: record.wanted,
    pendingNotices: record.owed,
    maybeSent: maybeSent === true,
    ambiguousSends: record.unknown,
    repostCount: record.anew,
    triedChats: record.rerouted,
  };
  const { due = 0 } = record;
  const message: PostedMessage | undefined =
    record.message === undefined
      ? undefined
      : {
          id: record.message,
          shownVersion: record.shown,
          hasUnannouncedMembers: record.grown === true,
          ...(record.editedAt !== undefined && { editedAt: record.editedAt }),
        };
  if (sending !== undefined) {
    const { what, wanted: version, owed: notices } = sending;
    if (what === 'card') return { ...common, state: 'sending', due, attempt: { what, version, notices } };
    if (message !== undefined)
      return { ...common, state: 'sending', due, message, attempt: { what, version, notices } };
  }
  const isTried = attempts > 0 || message !== undefined;
  if (dead !== undefined && record.due !== undefined && isTried)
    return { ...common, state: 'dead', due, why: dead.why, ...(message !== undefined && { message }) };
  if (message === undefined) return { ...common, state: 'queued', due };
  return { ...common, state: 'posted', message, ...(record.due !== undefined && { due }) };
}

export function storedPost(post: Post): StoredPost {
  const { chat, operator, kind, seq, at, members, gap, attempts, message, attempt, due } = post;
  return {
    ...{ chat, operator, kind, seq, at, members: [...members], attempts },
    ...(gap !== undefined && { gap }),
    ...(post.redirectedFrom !== undefined && { instead: post.redirectedFrom }),
    ...(post.oneShot && { once: true }),
    ...(post.plainTextOnly && { plain: true }),
    ...(post.maybeSent && { maybeSent: true }),
    ...(message !== undefined && { message: message.id }),
    ...(message?.hasUnannouncedMembers === true && { grown: true }),
    ...(message?.editedAt !== undefined && { editedAt: message.editedAt }),
    ...(due !== undefined && { due }),
    ...(attempt !== undefined && {
      sending: { what: attempt.what, wanted: attempt.version, owed: attempt.notices },
    }),
    wanted: post.wantedVersion,
    shown: message?.shownVersion ?? 0,
    owed: [...post.pendingNotices],
    unknown: post.ambiguousSends,
    anew: post.repostCount,
    rerouted: [...post.triedChats],
  };
}
