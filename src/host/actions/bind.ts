import * as z from 'zod';
import { actionFields, defineAction, done, refused } from '../action.ts';

const input = z.object({ chat: actionFields.chat, operator: actionFields.id });
const about = ({ chat, operator }: z.infer<typeof input>) => `${chat} ${operator}`;
const unknown = (operator: string) =>
  refused(`There is no operator ${operator}: see npm run -s walletwatch -- operator list.`);

export const bindAdd = defineAction({
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

export const bindRemove = defineAction({
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

export const subscribeAdd = defineAction({
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

export const subscribeRemove = defineAction({
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
export const bindList = listing(
  'bind',
  'No bindings yet: npm run -s walletwatch -- bind add <chat> <operator>',
);
export const subscribeList = listing(
  'subscribe',
  'No subscriptions yet: npm run -s walletwatch -- subscribe add <chat> <operator>',
);

export const bindActions = [bindAdd, bindList, bindRemove, subscribeAdd, subscribeList, subscribeRemove];
