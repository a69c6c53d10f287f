import * as z from 'zod';
import { actionFields, defineAction, done, hostPrincipal, unknownOperator } from '../action.ts';
import { expiry } from '../expiry.ts';
import { roleField } from './grant.ts';

export const inviteCreate = defineAction({
  name: 'invite create',
  input: z.object({
    operator: actionFields.id,
    role: roleField,
    expires: expiry,
  }),
  about: ({ operator, role }) => `${operator} ${role}`,
  async run({ operator, role, expires }, { registry }) {
    const outcome = await registry.invite({
      operator,
      role,
      by: hostPrincipal,
      ...(expires !== undefined && { grantMillis: expires }),
    });
    if (outcome === 'unknown-operator') return unknownOperator(operator);
    return done(
      `Code: ${outcome.code}`,
      `The first user who sends it becomes ${role} of ${operator}. It works once, within 15 minutes.`,
      `To use it, send in a private chat with the bot: /start ${outcome.code}`,
      ...outcome.links.map((link) => `Or open this link: ${link}`),
    );
  },
});

export const inviteActions = [inviteCreate];
