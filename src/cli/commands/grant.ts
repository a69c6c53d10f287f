import { defineCommand } from 'citty';
import { roles } from '../../core/access/policy.ts';
import { grantAdd, grantList, grantRemove } from '../../host/actions/grant.ts';
import { runRemoteOrLocal } from '../run-action.ts';
import { subcommand } from '../subcommand.ts';

const pair = {
  principal: {
    type: 'positional',
    description: 'platform:id of the person, as /whoami shows it',
    required: true,
  },
  operator: { type: 'positional', description: 'id of the operator', required: true },
} as const;

export const grantSubcommand = defineCommand({
  meta: { name: 'grant', description: 'Grants: which person may see which operator' },
  subCommands: {
    add: subcommand({
      meta: { name: 'add', description: 'Let a person see an operator, or change what they may do' },
      args: {
        ...pair,
        role: { type: 'string', description: roles.join(', '), default: 'viewer' },
        expires: { type: 'string', description: 'how long it lasts, such as 90d; for ever when absent' },
      },
      run: ({ args }) =>
        runRemoteOrLocal(grantAdd, {
          principal: args.principal,
          operator: args.operator,
          role: args.role,
          expires: args.expires,
        }),
    }),
    list: subcommand({
      meta: { name: 'list', description: 'List grants' },
      args: { operator: { type: 'positional', description: 'of this operator alone', required: false } },
      run: ({ args }) => runRemoteOrLocal(grantList, { operator: args.operator }),
    }),
    remove: subcommand({
      meta: { name: 'remove', description: 'Take a grant back' },
      args: pair,
      run: ({ args }) =>
        runRemoteOrLocal(grantRemove, { principal: args.principal, operator: args.operator }),
    }),
  },
});
