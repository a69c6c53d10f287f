import * as z from 'zod';
import { roles } from '../../core/access/policy.ts';
import { actionFields, defineAction, done, refused } from '../action.ts';
import { expiry } from '../expiry.ts';

export const inviteCreate = defineAction({
  name: 'invite create',
  input: z.object({
    operator: actionFields.id,
    role: z.enum(roles, { error: `A role is one of ${roles.join(', ')}.` }),
    expires: expiry,
  }),
  about: ({ operator, role }) => `${operator} ${role}`,
  async run({ operator, role, expires }, { registry }) {
    const grantMillis = expires === undefined ? {} : { grantMillis: expires };
    const outcome = await registry.invite({ operator, role, by: 'host:cli', ...grantMillis });
    if (outcome === 'unknown-operator')
      return refused(`There is no operator ${operator}: see npm run -s walletwatch -- operator list.`);
    return done(
      `Code: ${outcome.code}`,
      `It makes whoever sends it first ${role} of ${operator}. It works once and for 15 minutes.`,
      `In a private chat with the bot: /start ${outcome.code}`,
      ...outcome.links.map((link) => `Or by this address: ${link}`),
    );
  },
});

export const inviteActions = [inviteCreate];
