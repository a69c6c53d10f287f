import type { ArgFault } from '../../core/command/arg.ts';
import { echo } from '../../core/command-line/echo.ts';

/** What is wrong with an argument of an admin command, and what to write instead. */
export const adminFaults = {
  userName: (typed: string): ArgFault => ({
    sentence: `${echo(typed)} is a user name, and names change hands: only ids are safe. Have that person send /whoami to me, and take the id from the answer.`,
  }),
  principal: (): ArgFault => ({
    sentence: 'Name the person by id, as /whoami shows it to them, such as platform:12345.',
  }),
  chat: (): ArgFault => ({
    sentence: 'Name the chat by id, as /whoami shows it there, or send this in that chat without one.',
  }),
  lasting: (typed: string): ArgFault => ({
    sentence: `${echo(typed)} is not a length of time. Write 12h, 90d or 26w, at most 3650d.`,
    suggestion: '90d',
  }),
};

/** What the admin commands say. */
export const adminText = {
  whichOperator: (ids: readonly string[]) =>
    ids.length === 0 ? 'You administer no operator.' : `Which operator? You administer ${ids.join(', ')}.`,
  notYours: (typed: string) => `You do not administer an operator ${echo(typed)}.`,
  noRole: (typed: string, roles: readonly string[]) =>
    `There is no role ${echo(typed)}: there are ${roles.join(', ')}.`,
  operators: (count: number) => (count === 1 ? '1 operator' : `${count} operators`),
  noOperators:
    'There are no operators yet. They are added on the host: npm run -s walletwatch -- operator add <id>',
  granted: (person: string, role: string, operator: string) => `${person} is now ${role} of ${operator}.`,
  changed: (person: string, role: string, operator: string) =>
    `${person} is now ${role} of ${operator}. The grant before was replaced.`,
  until: 'Until ',
  notYourself: 'You cannot change your own grant. Ask another admin.',
  revoked: (person: string, operator: string) => `${person} may no longer see ${operator}.`,
  noGrant: (person: string, operator: string) => `${person} has no grant for ${operator}.`,
  invited: (role: string, operator: string) => `Whoever sends this first becomes ${role} of ${operator}.`,
  inviteOnce: 'It works once and for 15 minutes, in a private chat with me. Hand it over yourself.',
  inviteAlone: 'An invitation is made in a private chat with me, where nobody else reads the code.',
  bound: (operator: string) =>
    `This chat is bound to ${operator}: everyone in it reads its figures, when somebody with a grant asks.`,
  boundThere: (chat: string, operator: string) => `${chat} is bound to ${operator}.`,
  alreadyBound: (operator: string) => `That chat is bound to ${operator} already.`,
  boundPrivate: (operator: string) =>
    `This chat may have the alerts of ${operator}: send /alerts on. Your grants alone decide what you read here.`,
  unbound: (operator: string) => `Figures of ${operator} are no longer shown there.`,
  unsubscribed: 'Its alerts there ended, too.',
  notBound: (operator: string) => `That chat is not bound to ${operator}.`,
  gone: (operator: string) => `Operator ${operator} was removed meanwhile.`,
  auditEmpty: 'Nothing has been asked or changed yet.',
  auditRecords: (count: number, all: number) =>
    count === all ? `${all} records` : `The newest ${count} of ${all} records`,
};
