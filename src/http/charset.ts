import { isUtf8 } from 'node:buffer';

const westernCharset = /charset\s*=\s*"?(?:iso-8859-1|latin-?1|windows-1252|cp1252)\b/i;

/**
 * Decodes a body as ISO-8859-1 if its content type names that charset or the bytes are not valid UTF-8, otherwise as
 * UTF-8. A byte order mark is preserved.
 */
export function decodeBody(bytes: Buffer, contentType: string | undefined): string {
  const isWestern = (contentType !== undefined && westernCharset.test(contentType)) || !isUtf8(bytes);
  return bytes.toString(isWestern ? 'latin1' : 'utf8');
}
