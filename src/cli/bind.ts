import { defineCommand } from 'citty';
import * as z from 'zod';
import { defineAction, done, inputs, refused } from './action.ts';
import { leaf } from './leaf.ts';
import { perform } from './perform.ts';

const pair = {
  chat: {
    type: 'positional',
    description: 'platform:id of the chat, as /whoami shows it there',
    required: true,
  },
  operator: { type: 'positional', description: 'id of the operator', required: true },
} as const;
const input = z.object({ chat: inputs.chat, operator: inputs.id });
const about = ({ chat, operator }: z.infer<typeof input>) => `${chat} ${operator}`;
const unknown = (operator: string) =>
  refused(`There is no operator ${operator}: see npm run -s walletwatch -- operator list.`);

const bindAdd = defineAction({
  name: 'bind add',
  input,
  about,
  async run(binding, { registry }) {
    const outcome = await registry.bind(binding);
    if (outcome === 'unknown-operator') return unknown(binding.operator);
    if (outcome === 'already-bound') return done(`${binding.chat} was bound to ${binding.operator} already.`);
    return done(
      `${binding.chat} is bound to ${binding.operator}: everyone in that chat reads its figures, asked for by those granted.`,
      `Its alerts there: npm run -s walletwatch -- subscribe add ${binding.chat} ${binding.operator}`,
    );
  },
});

const bindRemove = defineAction({
  name: 'bind remove',
  input,
  about,
  async run(binding, { registry }) {
    const outcome = await registry.unbind(binding);
    if (outcome.kind === 'not-bound')
      return refused(
        `${binding.chat} is not bound to ${binding.operator}: see npm run -s walletwatch -- bind list.`,
      );
    const also = outcome.unsubscribed ? ' Its subscription to the alerts ended with it.' : '';
    return done(`${binding.chat} is no longer bound to ${binding.operator}.${also}`);
  },
});

const subscribeAdd = defineAction({
  name: 'subscribe add',
  input,
  about,
  async run(subscription, { registry }) {
    const outcome = await registry.subscribe(subscription);
    switch (outcome) {
      case 'subscribed':
        return done(`Alerts of ${subscription.operator} are posted in ${subscription.chat}.`);
      case 'already-subscribed':
        return done(`${subscription.chat} had the alerts of ${subscription.operator} already.`);
      case 'unknown-operator':
        return unknown(subscription.operator);
      case 'not-bound':
        return refused(
          `${subscription.chat} is not bound to ${subscription.operator}, and alerts show figures.`,
          `Run first: npm run -s walletwatch -- bind add ${subscription.chat} ${subscription.operator}`,
        );
    }
  },
});

const subscribeRemove = defineAction({
  name: 'subscribe remove',
  input,
  about,
  async run(subscription, { registry }) {
    const outcome = await registry.unsubscribe(subscription);
    if (outcome === 'unsubscribed')
      return done(`Alerts of ${subscription.operator} are no longer posted in ${subscription.chat}.`);
    return refused(
      `${subscription.chat} has no alerts of ${subscription.operator}: see npm run -s walletwatch -- subscribe list.`,
    );
  },
});

const listing = (kind: 'bind' | 'subscribe', empty: string) =>
  defineAction({
    name: `${kind} list`,
    input: z.object({}),
    async run(_, { registry }) {
      const found = await (kind === 'bind' ? registry.bindings('all') : registry.subscriptions('all'));
      return done(
        ...(found.length === 0 ? [empty] : found.map(({ chat, operator }) => `${chat}  ${operator}`)),
      );
    },
  });
const bindList = listing('bind', 'No bindings yet: npm run -s walletwatch -- bind add <chat> <operator>');
const subscribeList = listing(
  'subscribe',
  'No subscriptions yet: npm run -s walletwatch -- subscribe add <chat> <operator>',
);

export const bindActions = [bindAdd, bindList, bindRemove, subscribeAdd, subscribeList, subscribeRemove];

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
