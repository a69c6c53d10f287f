import * as z from 'zod';
import type { Secret } from './secret.ts';

const part = z.strictObject({ iv: z.string(), ct: z.string(), tag: z.string() });

/**
 * An encrypted credential: AES-256-GCM under its own data key, which the key `kid` of the key ring wraps. All texts are
 * base64url. `fp` is a fingerprint of the value, which it does not reveal.
 */
export const sealedSchema = z.strictObject({
  v: z.literal(1),
  alg: z.literal('A256GCM'),
  kid: z.string(),
  edk: part,
  iv: z.string(),
  ct: z.string(),
  tag: z.string(),
  fp: z.string(),
});
export type Sealed = z.infer<typeof sealedSchema>;

/** The place of a credential. A sealed value that was moved to another place cannot be opened. */
export interface SealPlace {
  readonly provider: string;
  readonly operator: string;
  readonly connection: string;
  readonly field: string;
}

/**
 * Encrypts and decrypts credentials. `open` throws `ProviderError('locked')` if the sealed value was altered or moved, or if
 * the key ring lacks its key.
 */
export interface Vault {
  seal(secret: Secret, place: SealPlace): Sealed;
  open(sealed: Sealed, place: SealPlace): Secret;
  /** Wraps the data key with the active key. The credential itself is not decrypted. */
  rewrap(sealed: Sealed, place: SealPlace): Sealed;
  /** A short keyed hash: equal for equal values, useless without the key ring. */
  fingerprint(secret: Secret): string;
}
