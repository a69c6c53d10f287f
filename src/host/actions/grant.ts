import * as z from 'zod';
import { roles } from '../../core/access/policy.ts';
import { formatTime } from '../../core/format/format.ts';
import { actionFields, defineAction, done, refused, unknownOperator } from '../action.ts';
import { expiry } from '../expiry.ts';
import { cliCommand } from '../text.ts';

export const roleField = z.enum(roles, { error: `A role is one of ${roles.join(', ')}.` });

export const grantAdd = defineAction({
  name: 'grant add',
  input: z.object({
    principal: actionFields.principal,
    operator: actionFields.id,
    role: roleField,
    expires: expiry,
  }),
  about: (grant) => `${grant.principal} ${grant.operator} ${grant.role}`,
  async run({ principal, operator, role, expires }, { registry, clock, reader }) {
    const expiresAt = expires === undefined ? undefined : clock.now() + expires;
    const outcome = await registry.grant({
      principal,
      operator,
      role,
      ...(expiresAt !== undefined && { expiresAt }),
    });
    if (outcome === 'unknown-operator') return unknownOperator(operator);
    const until = expiresAt === undefined ? '' : ` until ${formatTime(expiresAt, reader)}`;
    return done(
      `${principal} is ${role} of ${operator}${until}${outcome === 'changed' ? '; this replaces the previous grant' : ''}.`,
    );
  },
});

export const grantList = defineAction({
  name: 'grant list',
  input: z.object({ operator: actionFields.id.optional() }),
  async run({ operator }, { registry, clock, reader }) {
    const grants = await registry.grants(operator === undefined ? 'all' : { operator });
    if (grants.length === 0) return done(`No grants yet: ${cliCommand} grant add <principal> <operator>`);
    return done(
      ...grants.map((grant) => {
        const isExpired = grant.expiresAt !== undefined && grant.expiresAt <= clock.now();
        const until =
          grant.expiresAt === undefined
            ? ''
            : `  ${isExpired ? 'EXPIRED' : 'until'} ${formatTime(grant.expiresAt, reader)}`;
        return `${grant.principal}  ${grant.operator}  ${grant.role}${until}`;
      }),
    );
  },
});

export const grantRemove = defineAction({
  name: 'grant remove',
  input: z.object({ principal: actionFields.principal, operator: actionFields.id }),
  about: (grant) => `${grant.principal} ${grant.operator}`,
  async run({ principal, operator }, { registry }) {
    const outcome = await registry.revoke(principal, operator);
    if (outcome === 'no-grant')
      return refused(`${principal} has no grant for ${operator}: see ${cliCommand} grant list`);
    return done(`${principal} can no longer see ${operator}, starting with the next message.`);
  },
});

export const grantActions = [grantAdd, grantList, grantRemove];
