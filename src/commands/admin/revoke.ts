import { target } from '../../core/command/args.ts';
import { defineCommand } from '../../core/command/command.ts';
import { reply, text } from '../../core/reply/build.ts';
import { principalArg } from './args.ts';
import { chooseOperator, isReply } from './choose-operator.ts';
import { adminText } from './text.ts';

export const revokeCommand = defineCommand({
  name: 'revoke',
  summary: 'Remove a person’s access to an operator, at once',
  examples: ['/revoke telegram:123456789 acme'],
  args: { principal: principalArg(), operator: target('operator') },
  need: () => ({ kind: 'administer' }),
  about: ({ principal: person, operator }) => [person, operator].join(' '),
  async run({ principal: person, operator: typed }, context) {
    const chosen = await chooseOperator(typed, context, 'revoke', [person]);
    if (isReply(chosen)) return chosen;
    if (person === context.principal && !context.access.everywhere) {
      return reply(adminText.notYourself, [text(adminText.notYourself)]);
    }
    const outcome = await context.registry.revoke(person, chosen.id);
    const sentence =
      outcome === 'revoked' ? adminText.revoked(person, chosen.id) : adminText.noGrant(person, chosen.id);
    return reply(sentence, [text(sentence)]);
  },
});
