import { tokenShapes } from '../core/secret/key-shape.ts';
import type { Secret } from '../core/secret/secret.ts';

/** Removes registered secrets, and texts shaped like one, from log lines; the last stage before they are written. */
export interface Scrubber {
  /** Hides the value and its usual encodings from now on. Values under 6 characters are ignored. */
  register(secret: Secret): void;
  scrub(text: string): string;
}

const hidden = '[secret]';
const minLength = 6;

/** Shapes of credentials, for those that were not registered. */
const shapes: readonly RegExp[] = [
  ...tokenShapes.map((shape) => new RegExp(shape, 'g')),
  /\b(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi,
  /(?<=(?:private_?key|checksum|verification_?code|api-?key|token|password|secret)\\?["']?\s*[:=]\s*\\?["']?)[A-Za-z0-9+/_=-]{16,}/gi,
];

export function createScrubber(): Scrubber {
  const known = new Set<string>();
  /** Lengths of the known texts by their first characters, because there are too many to search for one by one. */
  const lengths = new Map<string, readonly number[]>();

  /** Returns the end of the longest known text that starts at `at`; zero if there is none. */
  function endOf(text: string, at: number): number {
    let end = 0;
    for (const length of lengths.get(text.slice(at, at + minLength)) ?? []) {
      if (at + length > end && known.has(text.slice(at, at + length))) end = at + length;
    }
    return end;
  }

  /** Hides every character covered by a known text; known texts may overlap. */
  function hideKnown(text: string): string {
    let clean = '';
    let position = 0;
    for (let at = 0; at <= text.length - minLength; at++) {
      let end = endOf(text, at);
      if (end === 0) continue;
      for (let inside = at + 1; inside < end; inside++) end = Math.max(end, endOf(text, inside));
      clean += text.slice(position, at) + hidden;
      position = end;
      at = end - 1;
    }
    return clean + text.slice(position);
  }

  return {
    register(secret) {
      const value = secret.reveal();
      if (value.length < minLength) return;
      for (const form of encodings(value)) {
        known.add(form);
        const start = form.slice(0, minLength);
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

/** Returns the value itself and as base64, base64url, hex, percent-encoded and JSON text. */
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
