import { buildCommand, buildRouteMap } from '@stricli/core';
import { type Role, roles } from '../../core/access/policy.ts';
import { grantAdd, grantList, grantRemove } from '../../host/actions/grant.ts';
import { argument, operatorArgument, optionalArgument, optionalText, positional } from '../parameters.ts';
import { performAction } from '../run-action.ts';

/** Flags of a subcommand that creates a grant. */
export interface GrantFlags {
  readonly role: Role;
  readonly expires?: string;
}

export const grantFlags = {
  role: { kind: 'enum', values: roles, default: 'viewer', brief: 'what the user may do' },
  expires: optionalText('duration', 'how long the grant is valid, such as 90d; forever when omitted'),
} as const;

const pair = positional(
  argument('principal', 'platform:id of the user, as /whoami shows it'),
  operatorArgument,
);

const add = buildCommand({
  docs: { brief: 'Give a user access to an operator, or change the role' },
  parameters: { flags: grantFlags, positional: pair },
  func: ({ role, expires }: GrantFlags, principal: string, operator: string) =>
    performAction(grantAdd, { principal, operator, role, expires }),
});

const list = buildCommand({
  docs: { brief: 'List grants' },
  parameters: { positional: positional(optionalArgument('operator', 'only grants for this operator')) },
  func: (_flags: NonNullable<unknown>, operator?: string) => performAction(grantList, { operator }),
});

const remove = buildCommand({
  docs: { brief: 'Remove a grant' },
  parameters: { positional: pair },
  func: (_flags: NonNullable<unknown>, principal: string, operator: string) =>
    performAction(grantRemove, { principal, operator }),
});

export const grantSubcommands = buildRouteMap({
  docs: { brief: 'Grants: the users who may see an operator' },
  routes: { add, list, remove },
});
