import type { ChatId, Principal } from '../../src/core/access/policy.ts';

export const chatIdOf = (id: number): ChatId => `telegram:${id}`;
export const principalOf = (id: number): Principal => `telegram:${id}`;

/** Parses the platform's id of a chat; returns undefined for a chat of another platform. */
export function readChatId(chat: string): number | undefined {
  const [, digits] = /^telegram:(-?\d{1,16})$/.exec(chat) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
