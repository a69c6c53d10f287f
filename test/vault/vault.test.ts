import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/core/secret/secret.ts';
import type { Sealed, SealPlace } from '../../src/core/secret/vault.ts';
import { createVault } from '../../src/vault/envelope.ts';
import {
  type KeyRing,
  newKeyRingText,
  parseKeyRing,
  withNewKey,
  withoutKey,
} from '../../src/vault/keyring.ts';

const ringOf = (text: string): KeyRing => {
  const ring = parseKeyRing(text);
  if (typeof ring === 'string') throw new Error(ring);
  return ring;
};
const text = newKeyRingText('first');
const vault = createVault(ringOf(text));
const place: SealPlace = { provider: 'payatom', operator: 'acme', connection: 'main', field: 'apiKey' };
const secret = new Secret('abc123xyz789');
const sealed = vault.seal(secret, place);

/** Yields every single-bit change of every base64url text of a sealed value. */
function* flips(value: Sealed): Generator<Sealed> {
  const parts: readonly (readonly [readonly string[], string])[] = [
    [['iv'], value.iv],
    [['ct'], value.ct],
    [['tag'], value.tag],
    [['fp'], value.fp],
    [['edk', 'iv'], value.edk.iv],
    [['edk', 'ct'], value.edk.ct],
    [['edk', 'tag'], value.edk.tag],
  ];
  for (const [path, encoded] of parts) {
    const bytes = Buffer.from(encoded, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      yield withPart(value, path, flipped.toString('base64url'));
    }
  }
}

function withPart(value: Sealed, [first = '', second]: readonly string[], encoded: string): Sealed {
  return second === undefined
    ? { ...value, [first]: encoded }
    : { ...value, edk: { ...value.edk, [second]: encoded } };
}

describe('the vault', () => {
  it('opens any text that it sealed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (value) => {
        const kept = new Secret(value);
        expect(vault.open(vault.seal(kept, place), place).reveal()).toBe(value);
      }),
    );
  });

  it('rejects every single-bit change', () => {
    let tried = 0;
    for (const altered of flips(sealed)) {
      tried += 1;
      expect(() => vault.open(altered, place)).toThrow('locked');
    }
    expect(tried).toBe(8 * (12 + 12 + 16 + 6 + 12 + 32 + 16));
  });

  it('rejects a value moved to any other place', () => {
    const others = ['provider', 'operator', 'connection', 'field'].map((key) => ({
      ...place,
      [key]: 'other',
    }));
    const shifted = { ...place, operator: 'acm', connection: 'emain' };
    for (const other of [...others, shifted]) expect(() => vault.open(sealed, other)).toThrow('locked');
  });

  it('opens a value, or a part of it, in its own place only, among all pairs of places', () => {
    const two = ['a', 'b'];
    const places = two.flatMap((provider) =>
      two.flatMap((operator) =>
        two.flatMap((connection) => two.map((field) => ({ provider, operator, connection, field }))),
      ),
    );
    const all = places.map((each) => vault.seal(secret, each));
    let opened = 0;
    for (const [here, wanted] of places.entries()) {
      for (const [there, value] of all.entries()) {
        const own = all[here];
        if (own === undefined) throw new Error('no value');
        if (here === there) {
          expect(vault.open(value, wanted).reveal()).toBe(secret.reveal());
          opened += 1;
          continue;
        }
        const { iv, ct, tag } = value;
        for (const moved of [value, { ...own, edk: value.edk }, { ...own, iv, ct, tag }])
          expect(() => vault.open(moved, wanted)).toThrow('locked');
        expect(() => vault.rewrap(value, wanted)).toThrow('locked');
      }
    }
    expect(opened).toBe(16);
  });

  it('never seals for a place with an empty name', () => {
    for (const field of ['provider', 'operator', 'connection', 'field'])
      expect(() => vault.seal(secret, { ...place, [field]: undefined })).toThrow(TypeError);
  });

  it('never uses a nonce or a data key twice', () => {
    const seals = 5_000;
    const used = new Set<string>();
    for (let index = 0; index < seals; index++) {
      const { iv, edk, ct } = vault.seal(secret, place);
      for (const text of [iv, edk.iv, edk.ct, ct]) used.add(text);
    }
    expect(used.size).toBe(seals * 4);
  });

  it('rejects every tag shorter than 16 bytes, of either encryption', () => {
    for (let bytes = 0; bytes < 16; bytes++) {
      const short = (tag: string) => Buffer.from(tag, 'base64url').subarray(0, bytes).toString('base64url');
      expect(() => vault.open({ ...sealed, tag: short(sealed.tag) }, place)).toThrow('locked');
      const edk = { ...sealed.edk, tag: short(sealed.edk.tag) };
      expect(() => vault.open({ ...sealed, edk }, place)).toThrow('locked');
    }
  });

  it('rejects a second encoding of the same bytes', () => {
    expect(() => vault.open({ ...sealed, tag: `${sealed.tag}=` }, place)).toThrow('locked');
    expect(() => vault.open({ ...sealed, ct: ` ${sealed.ct}` }, place)).toThrow('locked');
  });

  it('seals the same value differently each time, with the same fingerprint', () => {
    const again = vault.seal(secret, place);
    expect(again.ct).not.toBe(sealed.ct);
    expect(again.iv).not.toBe(sealed.iv);
    expect(again.fp).toBe(sealed.fp);
    expect(vault.seal(new Secret('abc123xyz788'), place).fp).not.toBe(sealed.fp);
  });

  it('does not open a value with another ring, and its error contains no details', () => {
    const stranger = createVault(ringOf(newKeyRingText('first')));
    try {
      stranger.open(sealed, place);
      expect.unreachable();
    } catch (thrown) {
      expect(thrown).toMatchObject({ name: 'WatchError', reason: 'locked', message: 'locked' });
      expect(thrown).not.toHaveProperty('cause');
    }
  });
});

describe('rotation', () => {
  const added = withNewKey(text, 'second');
  const both = createVault(ringOf(added));

  it('still opens old values while a new key seals', () => {
    expect(both.open(sealed, place).reveal()).toBe(secret.reveal());
    expect(both.seal(secret, place).kid).toBe('second');
  });

  it('rewraps without changing the inner ciphertext, and opens after the old key was removed', () => {
    const rewrapped = both.rewrap(sealed, place);
    expect(rewrapped).toMatchObject({ kid: 'second', ct: sealed.ct, iv: sealed.iv, fp: sealed.fp });
    const after = createVault(ringOf(withoutKey(added, 'first')));
    expect(after.open(rewrapped, place).reveal()).toBe(secret.reveal());
    expect(() => after.open(sealed, place)).toThrow('locked');
  });

  it('never removes the active key', () => {
    expect(ringOf(withoutKey(added, 'second')).ids).toEqual(['first', 'second']);
  });

  it('derives the same integrity keys before and after', () => {
    expect(ringOf(added).derive('state-mac')).toEqual(ringOf(text).derive('state-mac'));
    expect(ringOf(text).derive('state-mac')).not.toEqual(ringOf(text).derive('audit-mac'));
  });
});

describe('a key ring file', () => {
  const ring = JSON.parse(text) as { keys: Record<string, string>; integrity: string };
  const altered = (change: object) => parseKeyRing(JSON.stringify({ ...ring, ...change }));

  it.each([
    ['is not JSON', 'keys', 'not-a-key-ring'],
    ['has a key of 31 bytes', JSON.stringify({ ...ring, keys: { first: 'A'.repeat(42) } }), 'not-a-key-ring'],
    ['has a field too many', JSON.stringify({ ...ring, more: 1 }), 'not-a-key-ring'],
  ])('that %s is rejected', (_name, content, why) => {
    expect(parseKeyRing(content)).toBe(why);
  });

  it.each([
    ['all zero', Buffer.alloc(32)],
    ['one byte repeated', Buffer.alloc(32, 7)],
    ['a typed phrase', Buffer.from('passwordpasswordpasswordpassword')],
  ])('with a key that is %s is rejected as weak', (_name, bytes) => {
    const key = bytes.toString('base64url');
    expect(altered({ keys: { first: key } })).toBe('weak-key');
    expect(altered({ integrity: key })).toBe('weak-key');
  });

  it('without its active key is rejected', () => {
    expect(altered({ active: 'gone' })).toBe('no-active-key');
    expect(altered({ active: '' })).toBe('no-active-key');
  });
});
