import { defineCommand } from 'citty';
import {
  bindAdd,
  bindList,
  bindRemove,
  subscribeAdd,
  subscribeList,
  subscribeRemove,
} from '../../host/actions/bind.ts';
import { perform } from '../run-action.ts';
import { leaf } from '../subcommand.ts';

const pair = {
  chat: {
    type: 'positional',
    description: 'platform:id of the chat, as /whoami shows it there',
    required: true,
  },
  operator: { type: 'positional', description: 'id of the operator', required: true },
} as const;

export const bind = defineCommand({
  meta: { name: 'bind', description: 'Bindings: in which chat an operator’s figures may be shown' },
  subCommands: {
    add: leaf({
      meta: { name: 'add', description: 'Let everyone in a chat read an operator’s figures' },
      args: pair,
      run: ({ args }) => perform(bindAdd, { chat: args.chat, operator: args.operator }),
    }),
    list: leaf({
      meta: { name: 'list', description: 'List bindings' },
      args: {},
      run: () => perform(bindList, {}),
    }),
    remove: leaf({
      meta: { name: 'remove', description: 'Take a binding back' },
      args: pair,
      run: ({ args }) => perform(bindRemove, { chat: args.chat, operator: args.operator }),
    }),
  },
});

export const subscribe = defineCommand({
  meta: { name: 'subscribe', description: 'Subscriptions: in which chat an operator’s alerts are posted' },
  subCommands: {
    add: leaf({
      meta: { name: 'add', description: 'Post an operator’s alerts in a bound chat' },
      args: pair,
      run: ({ args }) => perform(subscribeAdd, { chat: args.chat, operator: args.operator }),
    }),
    list: leaf({
      meta: { name: 'list', description: 'List subscriptions' },
      args: {},
      run: () => perform(subscribeList, {}),
    }),
    remove: leaf({
      meta: { name: 'remove', description: 'End a subscription' },
      args: pair,
      run: ({ args }) => perform(subscribeRemove, { chat: args.chat, operator: args.operator }),
    }),
  },
});
