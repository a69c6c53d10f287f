import { looksLikeCredential } from '../secret/key-shape.ts';
import type { Secret } from '../secret/secret.ts';

/**
 * A provider's message in one short plain line that is safe to show. Undefined if there is none, if it is long or contains
 * markup, and if it contains one of the `hidden` credentials or a text that looks like a credential.
 */
export function quotableMessage(message: string | undefined, hidden: readonly Secret[]): string | undefined {
  if (message === undefined || message.length > maxQuoteLength || /[<>{}]/.test(message)) return undefined;
  if (looksLikeCredential(message) || hidden.some((secret) => secret.isIn(message))) return undefined;
  const plain = message.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\s]+/gu, ' ').trim();
  if (plain === '') return undefined;
  return plain.length > maxShownLength ? `${plain.slice(0, maxShownLength - 1)}…` : plain;
}

const maxQuoteLength = 200;
const maxShownLength = 80;
