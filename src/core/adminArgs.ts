import * as z from 'zod';
import type { ChatId, Principal } from './access.ts';
import type { Arg } from './args.ts';
import { fail } from './args.ts';
import { parseDuration } from './duration.ts';
import { adminFaults } from './text/admin.ts';

const identity = /^[a-z]+:[A-Za-z0-9:-]{1,80}$/;
const longest = 3_650 * 86_400_000;

/** Whether a text is `platform:ids`, as people and chats are written. */
export function isIdentity(text: string): text is Principal & ChatId {
  return identity.test(text);
}

/** Whether somebody is named by what people call themselves. No platform has small letters in the ids of its people. */
export function isUserName(text: string): boolean {
  const [, name = text] = /^[a-z]+:(.*)$/.exec(text) ?? [];
  return name.startsWith('@') || (/[a-z]/.test(name) && name !== 'local');
}

/** A person by platform and id. A user name is refused: names change hands. */
export function principal(): Arg<Principal> {
  return {
    label: 'person',
    accepts: ({ text, quoted }) => !quoted && (text.includes(':') || text.startsWith('@')),
    schema: z.optional(z.string()).transform((typed, context): Principal => {
      if (typed !== undefined && isUserName(typed)) return fail(context, adminFaults.userName(typed));
      if (typed === undefined || !isIdentity(typed)) return fail(context, adminFaults.principal());
      return typed;
    }),
  };
}

/** A chat by platform and id; the chat of the line when absent. */
export function chat(): Arg<ChatId | undefined> {
  return {
    label: 'chat',
    accepts: ({ text, quoted }) => !quoted && text.includes(':'),
    schema: z.optional(z.string()).transform((typed, context): ChatId | undefined => {
      if (typed !== undefined && !isIdentity(typed)) return fail(context, adminFaults.chat());
      return typed;
    }),
  };
}

/** How long a grant lasts: `90d`; for ever when absent. */
export function lasting(): Arg<number | undefined> {
  return {
    label: 'length, as 90d',
    accepts: ({ text, quoted }) => !quoted && /^\d+[a-z]+$/i.test(text),
    schema: z.optional(z.string()).transform((typed, context): number | undefined => {
      if (typed === undefined) return undefined;
      const millis = parseDuration(typed);
      return millis === undefined || millis > longest ? fail(context, adminFaults.lasting(typed)) : millis;
    }),
  };
}
