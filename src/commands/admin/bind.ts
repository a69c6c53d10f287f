import type { ChatId } from '../../core/access/policy.ts';
import { target } from '../../core/command/args.ts';
import { type Context, defineCommand } from '../../core/command/command.ts';
import { reply, text } from '../../core/reply/build.ts';
import { chatArg } from './args.ts';
import { chooseOperator, isReply } from './choose-operator.ts';
import { adminText } from './text.ts';

export const bindCommand = defineCommand({
  name: 'bind',
  summary: 'Show an operator’s figures to everyone in a chat',
  details: ['Without a chat: the chat you send this in. Only people with a grant can ask there.'],
  examples: ['/bind acme'],
  args: { chat: chatArg(), operator: target('operator') },
  need: () => ({ kind: 'administer' }),
  about: ({ chat: named, operator }) => [named, operator].join(' ').trim(),
  async run({ chat: named, operator: typed }, context) {
    const chosen = await chooseOperator(typed, context, 'bind', named === undefined ? [] : [named]);
    if (isReply(chosen)) return chosen;
    const where = named ?? context.chat.id;
    const outcome = await context.registry.bind({ chat: where, operator: chosen.id });
    const sentence = {
      bound: boundText(where, chosen.id, context),
      'already-bound': adminText.alreadyBound(chosen.id),
      'unknown-operator': adminText.gone(chosen.id),
    }[outcome];
    return reply(sentence, [text(sentence)]);
  },
});

/** The confirmation. In a private chat a binding does not change who reads figures; alerts need it. */
function boundText(where: ChatId, operator: string, { chat: here }: Context): string {
  if (where !== here.id) return adminText.boundThere(where, operator);
  return here.kind === 'private' ? adminText.boundPrivate(operator) : adminText.bound(operator);
}
