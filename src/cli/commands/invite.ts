import { defineCommand } from 'citty';
import { roles } from '../../core/access/policy.ts';
import { inviteCreate } from '../../host/actions/invite.ts';
import { runRemoteOrLocal } from '../run-action.ts';
import { subcommand } from '../subcommand.ts';

export const inviteSubcommand = defineCommand({
  meta: { name: 'invite', description: 'Invitations: link a person by a one-time code' },
  subCommands: {
    create: subcommand({
      meta: { name: 'create', description: 'Print a one-time code' },
      args: {
        operator: { type: 'positional', description: 'id of the operator', required: true },
        role: { type: 'string', description: roles.join(', '), default: 'viewer' },
        expires: {
          type: 'string',
          description: 'how long the grant lasts, such as 90d; for ever when absent',
        },
      },
      run: ({ args }) =>
        runRemoteOrLocal(inviteCreate, { operator: args.operator, role: args.role, expires: args.expires }),
    }),
  },
});
