import { createHmac, randomBytes } from 'node:crypto';
import { ProviderError } from '../core/errors/errors.ts';
import { Secret } from '../core/secret/secret.ts';
import type { Sealed, SealPlace, Vault } from '../core/secret/vault.ts';
import { type Ciphertext, decrypt, encrypt, keyBytes, lengthPrefixed, writeBytes } from './bytes.ts';
import type { KeyRing } from './keyring.ts';

/** Length of a fingerprint: enough to distinguish values, too short to confirm a guess. */
const fingerprintBytes = 6;

/**
 * Seals each credential with its own data key, which is wrapped by the active key of the ring. Both encryptions
 * authenticate the place, so a sealed value cannot be opened for another provider, operator, connection or field.
 */
export function createVault(ring: KeyRing): Vault {
  const fingerprint = (secret: Secret) => {
    const mac = createHmac('sha256', ring.derive('fingerprint')).update(secret.reveal()).digest();
    return writeBytes(mac.subarray(0, fingerprintBytes));
  };
  const wrap = (dataKey: Buffer, place: Buffer) => {
    return { kid: ring.active, edk: encrypt(ring.key(ring.active) ?? fail(), dataKey, wrapPlace(place)) };
  };
  const unwrap = (sealed: Sealed, place: Buffer): Buffer => {
    const key = ring.key(sealed.kid);
    return (key && decrypt(key, sealed.edk, wrapPlace(place))) ?? fail();
  };

  return {
    fingerprint,
    seal(secret, place) {
      const aad = authenticated(place);
      const dataKey = randomBytes(keyBytes);
      const inner = encrypt(dataKey, Buffer.from(secret.reveal(), 'utf8'), aad);
      return { v: 1, alg: 'A256GCM', ...wrap(dataKey, aad), ...inner, fp: fingerprint(secret) };
    },
    open(sealed, place) {
      const aad = authenticated(place);
      const dataKey = unwrap(sealed, aad);
      const plain = decrypt(dataKey, innerCiphertext(sealed), aad) ?? fail();
      const secret = new Secret(plain.toString('utf8'));
      return fingerprint(secret) === sealed.fp ? secret : fail();
    },
    rewrap(sealed, place) {
      const aad = authenticated(place);
      return { ...sealed, ...wrap(unwrap(sealed, aad), aad) };
    },
  };
}

function authenticated({ provider, operator, connection, field }: SealPlace): Buffer {
  return lengthPrefixed(['walletwatch', '1', 'credential', provider, operator, connection, field]);
}

function wrapPlace(place: Buffer): Buffer {
  return Buffer.concat([lengthPrefixed(['data-key']), place]);
}

function innerCiphertext({ iv, ct, tag }: Sealed): Ciphertext {
  return { iv, ct, tag };
}

function fail(): never {
  throw new ProviderError('locked');
}
