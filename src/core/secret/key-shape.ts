/** Shapes of Telegram bot tokens, Slack tokens and Stripe-like keys. */
export const tokenShapes: readonly RegExp[] = [
  /\b\d{6,12}:[A-Za-z0-9_-]{30,}/,
  /\bx(?:ox[abeprs]|app)-[A-Za-z0-9-]{10,}/,
  /\b[sp]k_(?:live|test)_[A-Za-z0-9]{8,}/,
];

/** Shapes of credentials that users paste into a chat. */
const pastedShapes: readonly RegExp[] = [
  ...tokenShapes,
  /\bBearer\s+\S{12,}/i,
  /(?<![\w-])eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/,
  /\b(?:api[-_ ]?key|private[-_ ]?key|verification[-_ ]?code|password|secret|token)\s*[:=]\s*\S{6,}/i,
];

/** A word as long as a random key. Names, UPI ids, account numbers and command lines have no such word. */
const longWord = /(?<![^\s"'])[A-Za-z0-9_+/=-]{24,}(?![^\s"'])/g;

/** Whether a text probably contains a pasted credential. */
export function looksLikeCredential(text: string): boolean {
  if (pastedShapes.some((shape) => shape.test(text))) return true;
  return [...text.matchAll(longWord)].some(([word]) => {
    return /\d/.test(word) && /[A-Za-z]/.test(word) && new Set(word).size >= 10;
  });
}
