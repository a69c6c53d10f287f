/** What may identify a row, the most telling first. */
export type IdKind = 'upi' | 'number' | 'phone' | 'name';

/** An id without letter case, blanks and the dashes of numbers. One phone may carry several wallets, so its name goes with it. */
export function foldedId(kind: IdKind, id: string, name = ''): string {
  switch (kind) {
    case 'upi':
    case 'name':
      return folded(id);
    case 'number':
      return folded(id).replaceAll('-', '');
    case 'phone':
      return `${folded(id).replaceAll('-', '')}:${folded(name)}`;
  }
}

/** A text without letter case and blanks. */
export function folded(text: string): string {
  return isFolded(text) ? text : text.toLowerCase().replace(/\s+/g, '');
}

/** Printable ASCII without a capital or a blank stays as it is. */
function isFolded(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code > 0x7e || (code >= 0x41 && code <= 0x5a)) return false;
  }
  return true;
}
