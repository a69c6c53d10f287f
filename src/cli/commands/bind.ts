import { defineCommand } from 'citty';
import {
  bindAdd,
  bindList,
  bindRemove,
  subscribeAdd,
  subscribeList,
  subscribeRemove,
} from '../../host/actions/bind.ts';
import { runRemoteOrLocal } from '../run-action.ts';
import { subcommand } from '../subcommand.ts';

const pair = {
  chat: {
    type: 'positional',
    description: 'platform:id of the chat, as /whoami shows it there',
    required: true,
  },
  operator: { type: 'positional', description: 'id of the operator', required: true },
} as const;

export const bindSubcommand = defineCommand({
  meta: { name: 'bind', description: 'Bindings: in which chat an operator’s figures may be shown' },
  subCommands: {
    add: subcommand({
      meta: { name: 'add', description: 'Let everyone in a chat read an operator’s figures' },
      args: pair,
      run: ({ args }) => runRemoteOrLocal(bindAdd, { chat: args.chat, operator: args.operator }),
    }),
    list: subcommand({
      meta: { name: 'list', description: 'List bindings' },
      args: {},
      run: () => runRemoteOrLocal(bindList, {}),
    }),
    remove: subcommand({
      meta: { name: 'remove', description: 'Take a binding back' },
      args: pair,
      run: ({ args }) => runRemoteOrLocal(bindRemove, { chat: args.chat, operator: args.operator }),
    }),
  },
});

export const subscribeSubcommand = defineCommand({
  meta: { name: 'subscribe', description: 'Subscriptions: in which chat an operator’s alerts are posted' },
  subCommands: {
    add: subcommand({
      meta: { name: 'add', description: 'Post an operator’s alerts in a bound chat' },
      args: pair,
      run: ({ args }) => runRemoteOrLocal(subscribeAdd, { chat: args.chat, operator: args.operator }),
    }),
    list: subcommand({
      meta: { name: 'list', description: 'List subscriptions' },
      args: {},
      run: () => runRemoteOrLocal(subscribeList, {}),
    }),
    remove: subcommand({
      meta: { name: 'remove', description: 'End a subscription' },
      args: pair,
      run: ({ args }) => runRemoteOrLocal(subscribeRemove, { chat: args.chat, operator: args.operator }),
    }),
  },
});
