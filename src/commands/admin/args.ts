import * as z from 'zod';
import { isIdentity, isUserName } from '../../core/access/identity.ts';
import type { ChatId, Principal } from '../../core/access/policy.ts';
import type { Arg } from '../../core/command/arg.ts';
import { fail } from '../../core/command/args.ts';
import { parseDuration } from '../../core/time/duration.ts';
import { adminFaults } from './text.ts';

const maxLifetime = 3_650 * 86_400_000;

/** A person, by platform and id. A user name is refused, because names change hands. */
export function principalArg(): Arg<Principal> {
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

/** A chat, by platform and id. When absent: the chat of the command. */
export function chatArg(): Arg<ChatId | undefined> {
  return {
    label: 'chat',
    accepts: ({ text, quoted }) => !quoted && text.includes(':'),
    schema: z.optional(z.string()).transform((typed, context): ChatId | undefined => {
      if (typed !== undefined && !isIdentity(typed)) return fail(context, adminFaults.chat());
      return typed;
    }),
  };
}

/** The lifetime of a grant: `90d`. Unlimited when absent. */
export function lifetimeArg(): Arg<number | undefined> {
  return {
    label: 'length such as 90d',
    accepts: ({ text, quoted }) => !quoted && /^\d+[a-z]+$/i.test(text),
    schema: z.optional(z.string()).transform((typed, context): number | undefined => {
      if (typed === undefined) return undefined;
      const millis = parseDuration(typed);
      return millis === undefined || millis > maxLifetime
        ? fail(context, adminFaults.lasting(typed))
        : millis;
    }),
  };
}
