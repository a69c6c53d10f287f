/** Prefixes and shapes of credentials that people paste. */
const known: readonly RegExp[] = [
  /(?<![\w-])\d{6,12}:[A-Za-z0-9_-]{30,}/,
  /(?<![\w-])x(?:ox[abeprs]|app)-[A-Za-z0-9-]{10,}/,
  /(?<![\w-])[sp]k_(?:live|test)_[A-Za-z0-9]{8,}/,
  /\bBearer\s+\S{12,}/i,
  /(?<![\w-])eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/,
  /\b(?:api[-_ ]?key|private[-_ ]?key|verification[-_ ]?code|password|secret|token)\s*[:=]\s*\S{6,}/i,
];

/** Long enough, and as mixed as random text is: no name, UPI id, account number or line of ours is. */
const longWord = /(?<![^\s"'])[A-Za-z0-9_+/=-]{24,}(?![^\s"'])/g;

/** Whether somebody seems to have pasted a credential. */
export function looksLikeCredential(text: string): boolean {
  if (known.some((shape) => shape.test(text))) return true;
  return [...text.matchAll(longWord)].some(([word]) => {
    return /\d/.test(word) && /[A-Za-z]/.test(word) && new Set(word).size >= 10;
  });
}
