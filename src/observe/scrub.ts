import { tokenShapes } from '../core/secret/key-shape.ts';
import type { Secret } from '../core/secret/secret.ts';

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
  ...tokenShapes.map((shape) => new RegExp(shape, 'g')),
  /\b(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi,
  /(?<=(?:private_?key|checksum|verification_?code|api-?key|token|password|secret)\\?["']?\s*[:=]\s*\\?["']?)[A-Za-z0-9+/_=-]{16,}/gi,
];

export function createScrubber(): Scrubber {
  const known = new Set<string>();
  /** How long those are that begin so: there are several of every credential, too many to look for one by one. */
  const lengths = new Map<string, readonly number[]>();

  /** Where the longest of them that begins here ends; zero where none does. */
  function endOf(text: string, at: number): number {
    let end = 0;
    for (const length of lengths.get(text.slice(at, at + shortest)) ?? []) {
      if (at + length > end && known.has(text.slice(at, at + length))) end = at + length;
    }
    return end;
  }

  /** One form may stand within another, or run into it: all that any of them covers goes. */
  function hideKnown(text: string): string {
    let clean = '';
    let kept = 0;
    for (let at = 0; at <= text.length - shortest; at++) {
      let end = endOf(text, at);
      if (end === 0) continue;
      for (let inside = at + 1; inside < end; inside++) end = Math.max(end, endOf(text, inside));
      clean += text.slice(kept, at) + hidden;
      kept = end;
      at = end - 1;
    }
    return clean + text.slice(kept);
  }

  return {
    register(secret) {
      const value = secret.reveal();
      if (value.length < shortest) return;
      for (const form of encodings(value)) {
        known.add(form);
        const start = form.slice(0, shortest);
        const others = lengths.get(start) ?? [];
        if (!others.includes(form.length)) lengths.set(start, [...others, form.length]);
      }
    },
    scrub(text) {
      let clean = known.size === 0 ? text : hideKnown(text);
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
