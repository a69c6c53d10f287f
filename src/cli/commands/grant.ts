import { buildCommand, buildRouteMap } from '@stricli/core';
import { type Role, roles } from '../../core/access/policy.ts';
import { grantAdd, grantList, grantRemove } from '../../host/actions/grant.ts';
import {
  actionCommand,
  argument,
  onlyOperatorArgument,
  operatorArgument,
  optionalText,
  positional,
} from '../parameters.ts';
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

const pair = [
  argument('principal', 'platform:id of the user, as /whoami shows it'),
  operatorArgument,
] as const;

const add = buildCommand({
  docs: { brief: 'Give a user access to an operator, or change the role' },
  parameters: { flags: grantFlags, positional: positional(...pair) },
  func: ({ role, expires }: GrantFlags, principal: string, operator: string) =>
    performAction(grantAdd, { principal, operator, role, expires }),
});

export const grantSubcommands = buildRouteMap({
  docs: { brief: 'Grants: the users who may see an operator' },
  routes: {
    add,
    list: actionCommand('List grants', grantList, onlyOperatorArgument),
    remove: actionCommand('Remove a grant', grantRemove, ...pair),
  },
});
