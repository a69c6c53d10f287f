import * as z from 'zod';
import type { Secret } from './secret.ts';

const part = z.strictObject({ iv: z.string(), ct: z.string(), tag: z.string() });

/**
 * A credential at rest: AES-256-GCM under a data key of its own, which is wrapped by the key ring's key `kid`.
 * All texts are base64url. `fp` tells which value it is without telling the value.
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

/** Where a credential belongs. A sealed value moved to any other place does not open. */
export interface SealPlace {
  readonly provider: string;
  readonly operator: string;
  readonly connection: string;
  readonly field: string;
}

/** How credentials rest. `open` throws `WatchError('locked')` when anything was altered, moved or sealed by a key we lack. */
export interface Vault {
  seal(secret: Secret, place: SealPlace): Sealed;
  open(sealed: Sealed, place: SealPlace): Secret;
  /** The same credential under the active key, its plaintext never touched. */
  rewrap(sealed: Sealed, place: SealPlace): Sealed;
  /** Short and keyed: equal for equal values, useless without the key ring. */
  fingerprint(secret: Secret): string;
}
