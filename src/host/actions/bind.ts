import * as z from 'zod';
import { actionFields, defineAction, done, refused, unknownOperator } from '../action.ts';
import { cliCommand } from '../text.ts';

const input = z.object({ chat: actionFields.chat, operator: actionFields.id });
const about = ({ chat, operator }: z.infer<typeof input>) => `${chat} ${operator}`;

export const bindAdd = defineAction({
  name: 'bind add',
  input,
  about,
  async run(binding, { registry }) {
    const outcome = await registry.bind(binding);
    if (outcome === 'unknown-operator') return unknownOperator(binding.operator);
    if (outcome === 'already-bound') return done(`${binding.chat} is already bound to ${binding.operator}.`);
    return done(
      `${binding.chat} is bound to ${binding.operator}: everyone in that chat sees the figures that users with a grant ask for.`,
      `To post its alerts there: ${cliCommand} subscribe add ${binding.chat} ${binding.operator}`,
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
      return refused(`${binding.chat} is not bound to ${binding.operator}: see ${cliCommand} bind list`);
    const also = outcome.unsubscribed ? ' Its subscription to the alerts was removed, too.' : '';
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
        return done(`Alerts for ${subscription.operator} are posted in ${subscription.chat}.`);
      case 'already-subscribed':
        return done(`${subscription.chat} is already subscribed to the alerts for ${subscription.operator}.`);
      case 'unknown-operator':
        return unknownOperator(subscription.operator);
      case 'not-bound':
        return refused(
          `${subscription.chat} is not bound to ${subscription.operator}, which is required because alerts show figures.`,
          `Run first: ${cliCommand} bind add ${subscription.chat} ${subscription.operator}`,
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
      return done(`Alerts for ${subscription.operator} are no longer posted in ${subscription.chat}.`);
    return refused(
      `${subscription.chat} is not subscribed to ${subscription.operator}: see ${cliCommand} subscribe list`,
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

export const bindList = listing('bind', `No bindings yet: ${cliCommand} bind add <chat> <operator>`);
export const subscribeList = listing(
  'subscribe',
  `No subscriptions yet: ${cliCommand} subscribe add <chat> <operator>`,
);

export const bindActions = [bindAdd, bindList, bindRemove, subscribeAdd, subscribeList, subscribeRemove];
