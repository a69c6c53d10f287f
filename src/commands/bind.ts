import { chat } from '../core/adminArgs.ts';
import { chooseOperator, isReply } from '../core/administered.ts';
import { target } from '../core/args.ts';
import { defineCommand } from '../core/command.ts';
import { reply, text } from '../core/reply/build.ts';
import { adminText } from '../core/text/admin.ts';

export const bind = defineCommand({
  name: 'bind',
  summary: 'Let everyone in a chat read an operator’s figures',
  details: ['Without a chat it is the one that this is sent in. Only people with a grant can ask there.'],
  examples: ['/bind acme'],
  args: { chat: chat(), operator: target('operator') },
  need: () => ({ kind: 'administer' }),
  about: ({ chat: named, operator }) => [named, operator].join(' ').trim(),
  async run({ chat: named, operator: typed }, context) {
    if (named === undefined && context.chat.kind === 'private') {
      return reply(adminText.privateBind, [text(adminText.privateBind)]);
    }
    const chosen = await chooseOperator(typed, context, 'bind', named === undefined ? [] : [named]);
    if (isReply(chosen)) return chosen;
    const where = named ?? context.chat.id;
    const outcome = await context.registry.bind({ chat: where, operator: chosen.id });
    const sentence = {
      bound: where === context.chat.id ? adminText.bound(chosen.id) : adminText.boundThere(where, chosen.id),
      'already-bound': adminText.alreadyBound(chosen.id),
      'unknown-operator': adminText.gone(chosen.id),
    }[outcome];
    return reply(sentence, [text(sentence)]);
  },
});
