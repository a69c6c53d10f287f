import { target } from '../../core/command/args.ts';
import { defineCommand } from '../../core/command/command.ts';
import { reply, text } from '../../core/reply/build.ts';
import { chatArg } from './args.ts';
import { chooseOperator, isReply } from './choose-operator.ts';
import { adminText } from './text.ts';

export const unbindCommand = defineCommand({
  name: 'unbind',
  summary: 'Stop showing an operator’s figures in a chat',
  examples: ['/unbind acme'],
  args: { chat: chatArg(), operator: target('operator') },
  need: () => ({ kind: 'administer' }),
  about: ({ chat: named, operator }) => [named, operator].join(' ').trim(),
  async run({ chat: named, operator: typed }, context) {
    const chosen = await chooseOperator(typed, context, 'unbind', named === undefined ? [] : [named]);
    if (isReply(chosen)) return chosen;
    const outcome = await context.registry.unbind({ chat: named ?? context.chat.id, operator: chosen.id });
    if (outcome.kind === 'not-bound') {
      return reply(adminText.notBound(chosen.id), [text(adminText.notBound(chosen.id))]);
    }
    const sentence = adminText.unbound(chosen.id);
    return reply(sentence, [text(sentence), ...(outcome.unsubscribed ? [text(adminText.unsubscribed)] : [])]);
  },
});
