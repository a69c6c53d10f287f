import { roleArg, target } from '../../core/command/args.ts';
import { defineCommand } from '../../core/command/command.ts';
import { line, reply, text } from '../../core/reply/build.ts';
import { lifetimeArg } from './args.ts';
import { chooseOperator, isReply } from './choose-operator.ts';
import { adminText } from './text.ts';

export const inviteCommand = defineCommand({
  name: 'invite',
  summary: 'Create a one-time code that gives a person access',
  details: ['The code works once, for 15 minutes. A length such as 90d limits how long the grant lasts.'],
  examples: ['/invite acme viewer', '/invite acme manager 90d'],
  args: { role: roleArg(), lasting: lifetimeArg(), operator: target('operator') },
  need: () => ({ kind: 'administer' }),
  about: ({ role: wanted = 'viewer', operator }) => [operator, wanted].join(' ').trim(),
  async run({ role: wanted = 'viewer', lasting: length, operator: typed }, context) {
    if (context.chat.kind !== 'private') return reply(adminText.inviteAlone, [text(adminText.inviteAlone)]);
    const chosen = await chooseOperator(typed, context, 'invite', [wanted]);
    if (isReply(chosen)) return chosen;
    const made = await context.registry.invite({
      operator: chosen.id,
      role: wanted,
      by: context.principal,
      ...(length !== undefined && { grantMillis: length }),
    });
    if (made === 'unknown-operator')
      return reply(adminText.gone(chosen.id), [text(adminText.gone(chosen.id))]);
    const sentence = adminText.invited(wanted, chosen.id);
    const links = made.links.map((link) => text({ kind: 'link', text: link, url: link }));
    const code = text(line(`/start ${made.code}`));
    return reply(sentence, [text(sentence), code, ...links, text(adminText.inviteOnce)]);
  },
});
