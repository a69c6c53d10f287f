import { defineCommand } from 'citty';
import * as z from 'zod';
import { roles } from '../core/access.ts';
import { defineAction, done, inputs, refused } from './action.ts';
import { expiry } from './expiry.ts';
import { leaf } from './leaf.ts';
import { perform } from './perform.ts';

const create = defineAction({
  name: 'invite create',
  input: z.object({
    operator: inputs.id,
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

export const inviteActions = [create];

export const invite = defineCommand({
  meta: { name: 'invite', description: 'Invitations: link a person by a one-time code' },
  subCommands: {
    create: leaf({
      meta: { name: 'create', description: 'Print a one-time code' },
      args: {
        operator: { type: 'positional', description: 'id of the operator', required: true },
        role: { type: 'string', description: roles.join(', '), default: 'viewer' },
        expires: {
          type: 'string',
          description: 'how long the grant lasts, such as 90d; for ever when absent',
        },
      },
      run: ({ args }) => perform(create, { operator: args.operator, role: args.role, expires: args.expires }),
    }),
  },
});
