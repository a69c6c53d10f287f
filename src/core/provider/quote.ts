import { looksLikeCredential } from '../secret/key-shape.ts';
import type { Secret } from '../secret/secret.ts';

/**
 * A provider's own words as a person may read them: one short plain line. Undefined when there are none, when they
 * are long or hold markup, and when they repeat one of the `hidden` credentials or something that looks like one.
 */
export function quotableMessage(words: string | undefined, hidden: readonly Secret[]): string | undefined {
  if (words === undefined || words.length > maxQuoteLength || /[<>{}]/.test(words)) return undefined;
  if (looksLikeCredential(words) || hidden.some((secret) => secret.isIn(words))) return undefined;
  const plain = words.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\s]+/gu, ' ').trim();
  if (plain === '') return undefined;
  return plain.length > shown ? `${plain.slice(0, shown - 1)}…` : plain;
}

const maxQuoteLength = 200;
const shown = 80;
