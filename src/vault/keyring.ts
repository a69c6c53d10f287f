import { hkdfSync, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { parseJson } from '../core/text/parse-json.ts';
import { keyBytes, readBytes, writeBytes } from './bytes.ts';

/** The purpose of a derived key. The integrity key of a ring never changes, so old records stay verifiable. */
export type Purpose = 'fingerprint' | 'state-mac' | 'audit-mac';

/**
 * The keys that wrap credentials, one of them active, and the integrity key, from which the keys of fingerprints and
 * MACs are derived.
 */
export interface KeyRing {
  readonly active: string;
  readonly ids: readonly string[];
  key(id: string): Buffer | undefined;
  derive(purpose: Purpose): Buffer;
}

const ringSchema = z.strictObject({
  v: z.literal(1),
  active: z.string(),
  integrity: z.string(),
  keys: z.record(z.string().regex(/^[a-z0-9-]{1,40}$/), z.string()),
});
type RingText = z.infer<typeof ringSchema>;

/** Parses the text of a key file; returns the problem if it is not valid. */
export function parseKeyRing(text: string): KeyRing | 'not-a-key-ring' | 'weak-key' | 'no-active-key' {
  const parsed = ringSchema.safeParse(parseJson(text));
  if (!parsed.success) return 'not-a-key-ring';
  const keys = new Map<string, Buffer>();
  for (const [id, encoded] of [...Object.entries(parsed.data.keys), ['', parsed.data.integrity] as const]) {
    const key = readBytes(encoded, keyBytes);
    if (key === undefined) return 'not-a-key-ring';
    if (isWeak(key)) return 'weak-key';
    keys.set(id, key);
  }
  return keys.has(parsed.data.active) && parsed.data.active !== ''
    ? ringOf(parsed.data.active, keys)
    : 'no-active-key';
}

/** Returns the text of a new ring with one random key. */
export function newKeyRingText(id: string): string {
  return render({ v: 1, active: id, integrity: writeBytes(randomBytes(keyBytes)), keys: { [id]: newKey() } });
}

/** Returns the text with one more key, which becomes the active one. */
export function withNewKey(text: string, id: string): string {
  const ring = ringSchema.parse(parseJson(text));
  return render({ ...ring, active: id, keys: { ...ring.keys, [id]: newKey() } });
}

/** Returns the text without a key; the active key is never removed. */
export function withoutKey(text: string, id: string): string {
  const ring = ringSchema.parse(parseJson(text));
  const keys = Object.fromEntries(
    Object.entries(ring.keys).filter(([key]) => key !== id || key === ring.active),
  );
  return render({ ...ring, keys });
}

function ringOf(active: string, keys: ReadonlyMap<string, Buffer>): KeyRing {
  const integrity = keys.get('') ?? Buffer.alloc(0);
  const derived = new Map<Purpose, Buffer>();
  return {
    active,
    ids: [...keys.keys()].filter((id) => id !== ''),
    key: (id) => (id === '' ? undefined : keys.get(id)),
    derive(purpose) {
      let key = derived.get(purpose);
      if (key === undefined) {
        key = Buffer.from(hkdfSync('sha256', integrity, 'walletwatch', purpose, keyBytes));
        derived.set(purpose, key);
      }
      return key;
    },
  };
}

/** A random key has about 30 different bytes out of 32; one with fewer than 16 was typed or copied from an example. */
function isWeak(key: Buffer): boolean {
  return new Set(key).size < 16;
}

function newKey(): string {
  return writeBytes(randomBytes(keyBytes));
}

function render(ring: RingText): string {
  return `${JSON.stringify(ring, null, 2)}\n`;
}
