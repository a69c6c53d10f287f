import { defineCommand } from 'citty';
import { add, id, list, remove } from '../../host/actions/operator.ts';
import { perform } from '../run-action.ts';
import { leaf } from '../subcommand.ts';

export const operator = defineCommand({
  meta: { name: 'operator', description: 'Operators: whose accounts are watched' },
  subCommands: {
    add: leaf({
      meta: { name: 'add', description: 'Add an operator' },
      args: { id, name: { type: 'string', description: 'its name as people know it; the id when absent' } },
      run: ({ args }) => perform(add, { id: args.id, name: args.name ?? args.id }),
    }),
    list: leaf({
      meta: { name: 'list', description: 'List operators' },
      args: {},
      run: () => perform(list, {}),
    }),
    remove: leaf({
      meta: { name: 'remove', description: 'Remove an operator that nothing depends on' },
      args: { id },
      run: ({ args }) => perform(remove, { id: args.id }),
    }),
  },
});
