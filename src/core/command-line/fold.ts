/**
 * Undoes what keyboards and chats change in a text: typographic quotes and dashes, full-width digits and punctuation become
 * ASCII, all blanks become spaces, invisible and bidirectional marks are removed. Letters are unchanged. Idempotent. Names
 * are compared in this form.
 */
export function normalizeForMatch(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text
    .replace(/\p{Cs}/gu, '')
    .normalize('NFC')
    .replace(invisible, '')
    .replace(/\s/g, ' ')
    .replace(/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, '-')
    .replace(/[\u201c-\u201f\u00ab\u00bb\u301d-\u301f\uff02]/g, '"')
    .replace(/[\u2018-\u201b\uff07]/g, "'")
    .replace(/[\uff01-\uff20\uff3b-\uff40\uff5b-\uff5e]/g, narrow)
    .replace(strayJoiners, '')
    .normalize('NFC');
}

/** Soft hyphen, zero-width space, bidirectional controls, byte order mark, tag characters. */
const invisible =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/gu;

/** Joiners next to an ASCII character. Between other characters they are part of Indic names and emoji. */
const strayJoiners = /(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])/g;

function narrow(wide: string): string {
  return String.fromCharCode(wide.charCodeAt(0) - 0xfee0);
}
