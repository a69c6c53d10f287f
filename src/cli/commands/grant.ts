import { defineCommand } from 'citty';
import { roles } from '../../core/access/policy.ts';
import { add, list, remove } from '../../host/actions/grant.ts';
import { perform } from '../run-action.ts';
import { leaf } from '../subcommand.ts';

const pair = {
  principal: {
    type: 'positional',
    description: 'platform:id of the person, as /whoami shows it',
    required: true,
  },
  operator: { type: 'positional', description: 'id of the operator', required: true },
} as const;

export const grant = defineCommand({
  meta: { name: 'grant', description: 'Grants: which person may see which operator' },
  subCommands: {
    add: leaf({
      meta: { name: 'add', description: 'Let a person see an operator, or change what they may do' },
      args: {
        ...pair,
        role: { type: 'string', description: roles.join(', '), default: 'viewer' },
        expires: { type: 'string', description: 'how long it lasts, such as 90d; for ever when absent' },
      },
      run: ({ args }) =>
        perform(add, {
          principal: args.principal,
          operator: args.operator,
          role: args.role,
          expires: args.expires,
        }),
    }),
    list: leaf({
      meta: { name: 'list', description: 'List grants' },
      args: { operator: { type: 'positional', description: 'of this operator alone', required: false } },
      run: ({ args }) => perform(list, { operator: args.operator }),
    }),
    remove: leaf({
      meta: { name: 'remove', description: 'Take a grant back' },
      args: pair,
      run: ({ args }) => perform(remove, { principal: args.principal, operator: args.operator }),
    }),
  },
});
