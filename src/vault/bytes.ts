import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** AES-256-GCM sizes (NIST SP 800-38D). Node accepts a 4-byte tag unless `authTagLength` is given. */
export const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/** The result of one encryption, as base64url. */
export interface Ciphertext {
  readonly iv: string;
  readonly ct: string;
  readonly tag: string;
}

export function encrypt(key: Buffer, plain: Buffer, aad: Buffer): Ciphertext {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
  cipher.setAAD(aad);
  const ct = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { iv: writeBytes(iv), ct: writeBytes(ct), tag: writeBytes(cipher.getAuthTag()) };
}

/** Returns the plain bytes, or undefined if the tag does not verify. */
export function decrypt(key: Buffer, ciphertext: Ciphertext, aad: Buffer): Buffer | undefined {
  const iv = readBytes(ciphertext.iv, ivBytes);
  const tag = readBytes(ciphertext.tag, tagBytes);
  const ct = readBytes(ciphertext.ct);
  if (iv === undefined || tag === undefined || ct === undefined) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
  decipher.setAAD(aad);
  decipher.setAuthTag(tag);
  const opened = decipher.update(ct);
  try {
    return Buffer.concat([opened, decipher.final()]);
  } catch {
    return undefined;
  }
}

/** Decodes strict base64url: each value has exactly one encoding. Returns undefined for any other text. */
export function readBytes(text: string, length?: number): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  if (writeBytes(bytes) !== text) return undefined;
  return length === undefined || bytes.length === length ? bytes : undefined;
}

export function writeBytes(bytes: Buffer): string {
  return bytes.toString('base64url');
}

/** Concatenates texts with their lengths, so that no two lists result in the same bytes. */
export function lengthPrefixed(texts: readonly string[]): Buffer {
  return Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}
