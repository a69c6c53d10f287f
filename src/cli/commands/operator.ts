import { buildCommand, buildRouteMap } from '@stricli/core';
import { operatorAdd, operatorList, operatorRemove } from '../../host/actions/operator.ts';
import { actionCommand, argument, optionalText, positional } from '../parameters.ts';
import { performAction } from '../run-action.ts';

const idArgument = argument('id', 'lower-case letters, digits and dashes, such as acme');

const add = buildCommand({
  docs: { brief: 'Add an operator' },
  parameters: {
    flags: { name: optionalText('text', 'name shown to users; the id when omitted') },
    positional: positional(idArgument),
  },
  func: ({ name }: { name?: string }, id: string) => performAction(operatorAdd, { id, name: name ?? id }),
});

export const operatorSubcommands = buildRouteMap({
  docs: { brief: 'Operators: the businesses whose accounts are watched' },
  routes: {
    add,
    list: actionCommand('List operators', operatorList),
    remove: actionCommand(
      'Remove an operator that has no connections, grants or chats',
      operatorRemove,
      idArgument,
    ),
  },
});
