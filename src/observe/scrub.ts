import type { Secret } from '../core/secret.ts';

/** Takes registered secrets, and anything shaped like one, out of a text. The last stage before a log leaves us. */
export interface Scrubber {
  /** From now on the value never passes, in any of its usual encodings. Values under 6 characters are left alone. */
  register(secret: Secret): void;
  scrub(text: string): string;
}

const hidden = '[secret]';
const shortest = 6;

/** Shapes of credentials that we may meet without having been given them. */
const shapes: readonly RegExp[] = [
  /\b\d{6,12}:[A-Za-z0-9_-]{30,}/g,
  /\bx(?:ox[abeprs]|app)-[A-Za-z0-9-]{10,}/g,
  /\b(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi,
  /\bsk_(?:live|test)_[A-Za-z0-9]{8,}/g,
  /(?<=(?:private_?key|checksum|verification_?code|api-?key|token|password|secret)\\?["']?\s*[:=]\s*\\?["']?)[A-Za-z0-9+/_=-]{16,}/gi,
];

export function createScrubber(): Scrubber {
  const known = new Set<string>();
  let ordered: readonly string[] = [];

  return {
    register(secret) {
      const value = secret.reveal();
      if (value.length < shortest) return;
      for (const form of encodings(value)) known.add(form);
      // A longer form may hold a shorter one: it goes first.
      ordered = [...known].sort((a, b) => b.length - a.length);
    },
    scrub(text) {
      let clean = text;
      for (const form of ordered) if (clean.includes(form)) clean = clean.replaceAll(form, hidden);
      for (const shape of shapes) clean = clean.replace(shape, hidden);
      return clean;
    },
  };
}

/** The value as it is, and as base64, base64url, hex, percent-encoded and JSON text. */
export function encodings(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'utf8');
  const base64 = bytes.toString('base64');
  const hex = bytes.toString('hex');
  return [
    value,
    base64,
    base64.replace(/=+$/, ''),
    bytes.toString('base64url'),
    hex,
    hex.toUpperCase(),
    encodeURIComponent(value),
    new URLSearchParams({ v: value }).toString().slice(2),
    JSON.stringify(value).slice(1, -1),
  ];
}
