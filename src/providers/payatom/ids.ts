/** The kinds of identifier of a row, the most specific first. */
export type IdKind = 'upi' | 'number' | 'phone' | 'name';

/** Folds letter case, spaces and the dashes of numbers. A phone may have several wallets, so its name is appended. */
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

/** Folds letter case and removes spaces. */
export function folded(text: string): string {
  return isFolded(text) ? text : text.toLowerCase().replace(/\s+/g, '');
}

/** Returns whether a text is printable ASCII without capitals and spaces, which folding would not change. */
function isFolded(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code > 0x7e || (code >= 0x41 && code <= 0x5a)) return false;
  }
  return true;
}
