import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** AES-256-GCM sizes (NIST SP 800-38D). Node accepts a 4-byte tag unless `authTagLength` is given. */
export const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/** One encryption: all three texts are base64url. */
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

/** The plain bytes, or undefined when anything does not fit. Nothing is handed out before the tag is verified. */
export function decrypt(key: Buffer, part: Ciphertext, aad: Buffer): Buffer | undefined {
  const iv = readBytes(part.iv, ivBytes);
  const tag = readBytes(part.tag, tagBytes);
  const ct = readBytes(part.ct);
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

/** Strict base64url: what does not encode back to the same text is refused, so that a value has one form. */
export function readBytes(text: string, length?: number): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  if (writeBytes(bytes) !== text) return undefined;
  return length === undefined || bytes.length === length ? bytes : undefined;
}

export function writeBytes(bytes: Buffer): string {
  return bytes.toString('base64url');
}

/** Texts one behind the other, each with its length, so that no two lists give the same bytes. */
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
