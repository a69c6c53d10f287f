import { buildCommand, buildRouteMap } from '@stricli/core';
import type { Action } from '../../host/action.ts';
import {
  bindAdd,
  bindList,
  bindRemove,
  subscribeAdd,
  subscribeList,
  subscribeRemove,
} from '../../host/actions/bind.ts';
import { argument, operatorArgument, positional } from '../parameters.ts';
import { performAction } from '../run-action.ts';

const chatArgument = argument('chat', 'platform:id of the chat, as /whoami shows it there');

const changing = (brief: string, action: Action) =>
  buildCommand({
    docs: { brief },
    parameters: { positional: positional(chatArgument, operatorArgument) },
    func: (_flags: NonNullable<unknown>, chat: string, operator: string) =>
      performAction(action, { chat, operator }),
  });

const listing = (brief: string, action: Action) =>
  buildCommand({ docs: { brief }, parameters: {}, func: () => performAction(action, {}) });

export const bindSubcommands = buildRouteMap({
  docs: { brief: 'Bindings: the chats in which an operator’s figures may be shown' },
  routes: {
    add: changing('Let everyone in a chat read an operator’s figures', bindAdd),
    list: listing('List bindings', bindList),
    remove: changing('Remove a binding', bindRemove),
  },
});

export const subscribeSubcommands = buildRouteMap({
  docs: { brief: 'Subscriptions: the chats in which an operator’s alerts are posted' },
  routes: {
    add: changing('Post an operator’s alerts in a bound chat', subscribeAdd),
    list: listing('List subscriptions', subscribeList),
    remove: changing('Remove a subscription', subscribeRemove),
  },
});
