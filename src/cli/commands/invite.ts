import { buildCommand, buildRouteMap } from '@stricli/core';
import { inviteCreate } from '../../host/actions/invite.ts';
import { operatorArgument, positional } from '../parameters.ts';
import { performAction } from '../run-action.ts';
import { type GrantFlags, grantFlags } from './grant.ts';

const create = buildCommand({
  docs: { brief: 'Print a one-time code and its link' },
  parameters: { flags: grantFlags, positional: positional(operatorArgument) },
  func: ({ role, expires }: GrantFlags, operator: string) =>
    performAction(inviteCreate, { operator, role, expires }),
});

export const inviteSubcommands = buildRouteMap({
  docs: { brief: 'Invitations: give a user access by a one-time code' },
  routes: { create },
});
