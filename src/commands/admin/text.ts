import type { ArgFault } from '../../core/command/arg.ts';
import { echo } from '../../core/command-line/echo.ts';

/** The errors in arguments of admin commands, each with what to write instead. */
export const adminFaults = {
  userName: (typed: string): ArgFault => ({
    sentence: `${echo(typed)} is a user name, and names change hands: only ids are safe. Ask that person to send me /whoami, and use the id in the reply.`,
  }),
  principal: (): ArgFault => ({
    sentence: 'Name the person by id, as /whoami shows it to them, such as platform:12345.',
  }),
  chat: (): ArgFault => ({
    sentence: 'Name the chat by id, as /whoami shows it there, or send this in that chat without an id.',
  }),
  lasting: (typed: string): ArgFault => ({
    sentence: `${echo(typed)} is not a length of time. Write 12h, 90d or 26w, at most 3650d.`,
    suggestion: '90d',
  }),
};

/** The sentences of the admin commands. */
export const adminText = {
  whichOperator: (ids: readonly string[]) =>
    ids.length === 0 ? 'You administer no operator.' : `Which operator? You administer ${ids.join(', ')}.`,
  notYours: (typed: string) => `You do not administer an operator ${echo(typed)}.`,
  noRole: (typed: string, roles: readonly string[]) =>
    `There is no role ${echo(typed)}. Use one of ${roles.join(', ')}.`,
  operators: (count: number) => (count === 1 ? '1 operator' : `${count} operators`),
  noOperators: 'There are no operators yet. Add one on the host: npm run -s walletwatch -- operator add <id>',
  granted: (person: string, role: string, operator: string) => `${person} is now ${role} of ${operator}.`,
  changed: (person: string, role: string, operator: string) =>
    `${person} is now ${role} of ${operator}, in place of the previous grant.`,
  until: 'Until ',
  notYourself: 'You cannot change your own grant. Ask another admin.',
  revoked: (person: string, operator: string) => `${person} no longer has access to ${operator}.`,
  noGrant: (person: string, operator: string) => `${person} has no grant for ${operator}.`,
  invited: (role: string, operator: string) =>
    `The first person who sends this becomes ${role} of ${operator}.`,
  inviteOnce: 'It works once, for 15 minutes, in a private chat with me. Pass it on yourself.',
  inviteAlone: 'Send this in a private chat with me: others here would read the code.',
  bound: (operator: string) =>
    `This chat is bound to ${operator}: everyone in it can read its figures when a person with a grant asks.`,
  boundThere: (chat: string, operator: string) => `${chat} is bound to ${operator}.`,
  alreadyBound: (operator: string) => `That chat is bound to ${operator} already.`,
  boundPrivate: (operator: string) =>
    `This chat can receive the alerts of ${operator}: send /alerts on. What you can read here depends on your grants alone.`,
  unbound: (operator: string) => `Figures of ${operator} are no longer shown there.`,
  unsubscribed: 'Its alerts are no longer posted there.',
  notBound: (operator: string) => `That chat is not bound to ${operator}.`,
  gone: (operator: string) => `Operator ${operator} has been removed in the meantime.`,
  auditEmpty: 'There are no records yet.',
  auditRecords: (count: number, all: number) =>
    count === all ? `${all} records` : `The newest ${count} of ${all} records`,
};
