import { isUtf8 } from 'node:buffer';

const western = new TextDecoder('windows-1252');
const saysWestern = /charset\s*=\s*"?(?:iso-8859-1|latin-?1|windows-1252|cp1252)\b/i;

/**
 * A body's text: by the charset of its content type when that is a Western one, else as UTF-8, else, when the bytes
 * are no UTF-8, as Western. A byte order mark is left in place.
 */
export function decodeBody(bytes: Buffer, contentType: string | undefined): string {
  if (contentType !== undefined && saysWestern.test(contentType)) return western.decode(bytes);
  return isUtf8(bytes) ? bytes.toString('utf8') : western.decode(bytes);
}
