import { defineCommand } from 'citty';
import { roles } from '../../core/access/policy.ts';
import { create } from '../../host/actions/invite.ts';
import { perform } from '../run-action.ts';
import { leaf } from '../subcommand.ts';

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
