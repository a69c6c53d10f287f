import { defineCommand } from 'citty';
import { operatorAdd, operatorIdField, operatorList, operatorRemove } from '../../host/actions/operator.ts';
import { runRemoteOrLocal } from '../run-action.ts';
import { subcommand } from '../subcommand.ts';

export const operatorSubcommand = defineCommand({
  meta: { name: 'operator', description: 'Operators: whose accounts are watched' },
  subCommands: {
    add: subcommand({
      meta: { name: 'add', description: 'Add an operator' },
      args: {
        id: operatorIdField,
        name: { type: 'string', description: 'its name as people know it; the id when absent' },
      },
      run: ({ args }) => runRemoteOrLocal(operatorAdd, { id: args.id, name: args.name ?? args.id }),
    }),
    list: subcommand({
      meta: { name: 'list', description: 'List operators' },
      args: {},
      run: () => runRemoteOrLocal(operatorList, {}),
    }),
    remove: subcommand({
      meta: { name: 'remove', description: 'Remove an operator that nothing depends on' },
      args: { id: operatorIdField },
      run: ({ args }) => runRemoteOrLocal(operatorRemove, { id: args.id }),
    }),
  },
});
