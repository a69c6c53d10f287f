import type { ChatId, Principal } from './policy.ts';

const identity = /^[a-z]+:[A-Za-z0-9:-]{1,80}$/;

/** Whether a text is `platform:ids`, as people and chats are written. */
export function isIdentity(text: string): text is Principal & ChatId {
  return identity.test(text);
}

/** Whether somebody is named by what people call themselves. No platform has small letters in the ids of its people. */
export function isUserName(text: string): boolean {
  const [, name = text] = /^[a-z]+:(.*)$/.exec(text) ?? [];
  return name.startsWith('@') || (/[a-z]/.test(name) && name !== 'local');
}
