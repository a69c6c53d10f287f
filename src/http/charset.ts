import { isUtf8 } from 'node:buffer';

const saysWestern = /charset\s*=\s*"?(?:iso-8859-1|latin-?1|windows-1252|cp1252)\b/i;

/**
 * A body's text: as ISO-8859-1 when its content type says so, else as UTF-8, else, when the bytes are no UTF-8,
 * as ISO-8859-1 again. A byte order mark is left in place.
 */
export function decodeBody(bytes: Buffer, contentType: string | undefined): string {
  const western = (contentType !== undefined && saysWestern.test(contentType)) || !isUtf8(bytes);
  return bytes.toString(western ? 'latin1' : 'utf8');
}
