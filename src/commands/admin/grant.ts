import { roles } from '../../core/access/policy.ts';
import { roleArg, target } from '../../core/command/args.ts';
import { type Context, defineCommand } from '../../core/command/command.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { moment, reply, text } from '../../core/reply/build.ts';
import type { Reply } from '../../core/reply/types.ts';
import { lifetimeArg, principalArg } from './args.ts';
import { chooseOperator, isReply } from './choose-operator.ts';
import { adminText } from './text.ts';

export const grantCommand = defineCommand({
  name: 'grant',
  summary: 'Give a person access to an operator, or change their role',
  details: [
    'A viewer reads. A manager also acknowledges, snoozes and sets thresholds. An admin also grants, binds and invites.',
    'Name the person by id: /whoami shows it to them. Without a role: viewer. Without a length: no expiry.',
  ],
  examples: ['/grant telegram:123456789 acme viewer 90d'],
  args: { principal: principalArg(), role: roleArg(), lasting: lifetimeArg(), operator: target('operator') },
  need: () => ({ kind: 'administer' }),
  about: ({ principal: person, role: wanted = 'viewer', operator }) => [person, operator, wanted].join(' '),
  async run({ principal: person, role: wanted = 'viewer', lasting: length, operator: typed }, context) {
    const chosen = await chooseOperator(typed, context, 'grant', [person, wanted]);
    if (isReply(chosen)) return (await wrongRole(typed, context, person)) ?? chosen;
    if (person === context.principal && !context.access.everywhere) {
      return reply(adminText.notYourself, [text(adminText.notYourself)]);
    }
    const expiresAt = length === undefined ? undefined : context.now + length;
    const outcome = await context.registry.grant({
      principal: person,
      operator: chosen.id,
      role: wanted,
      ...(expiresAt !== undefined && { expiresAt }),
    });
    if (outcome === 'unknown-operator')
      return reply(adminText.gone(chosen.id), [text(adminText.gone(chosen.id))]);
    const sentence = adminText[outcome](person, wanted, chosen.id);
    const until = expiresAt === undefined ? [] : [text([adminText.until, moment(expiresAt)])];
    return reply(sentence, [text(sentence), ...until]);
  },
});

/** Rejects an operator followed by a word that is no role. */
async function wrongRole(
  typed: string | undefined,
  context: Context,
  person: string,
): Promise<Reply | undefined> {
  const [first = '', ...more] = typed?.split(' ') ?? [];
  if (more.length === 0 || isReply(await chooseOperator(first, context, 'grant'))) return undefined;
  const sentence = adminText.noRole(more.join(' '), roles);
  const lines = roles.map((each) => ({ label: each, line: renderLine('grant', person, first, each) }));
  return reply(sentence, [text(sentence)], lines);
}
