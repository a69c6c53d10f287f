import { buildRouteMap } from '@stricli/core';
import {
  bindAdd,
  bindList,
  bindRemove,
  subscribeAdd,
  subscribeList,
  subscribeRemove,
} from '../../host/actions/bind.ts';
import { actionCommand, argument, operatorArgument } from '../parameters.ts';

const chatArgument = argument('chat', 'platform:id of the chat, as /whoami shows it there');
const pair = [chatArgument, operatorArgument] as const;

export const bindSubcommands = buildRouteMap({
  docs: { brief: 'Bindings: the chats in which an operator’s figures may be shown' },
  routes: {
    add: actionCommand('Let everyone in a chat read an operator’s figures', bindAdd, ...pair),
    list: actionCommand('List bindings', bindList),
    remove: actionCommand('Remove a binding', bindRemove, ...pair),
  },
});

export const subscribeSubcommands = buildRouteMap({
  docs: { brief: 'Subscriptions: the chats in which an operator’s alerts are posted' },
  routes: {
    add: actionCommand('Post an operator’s alerts in a bound chat', subscribeAdd, ...pair),
    list: actionCommand('List subscriptions', subscribeList),
    remove: actionCommand('Remove a subscription', subscribeRemove, ...pair),
  },
});
