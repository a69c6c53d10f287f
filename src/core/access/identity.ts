import type { ChatId, Principal } from './policy.ts';

const identity = /^[a-z]+:[A-Za-z0-9:-]{1,80}$/;

/** Whether a text is the id of a principal or chat: `<platform>:<ids>`. */
export function isIdentity(text: string): text is Principal & ChatId {
  return identity.test(text);
}

/** Whether a text is a user name rather than a user id. No platform has lower-case letters in its user ids. */
export function isUserName(text: string): boolean {
  const [, name = text] = /^[a-z]+:(.*)$/.exec(text) ?? [];
  return name.startsWith('@') || (/[a-z]/.test(name) && name !== 'local');
}
