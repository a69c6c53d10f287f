/** The apparent format of a body that could not be parsed. Errors contain this class, never the body. */
export type LooksLike = 'empty' | 'html' | 'php-warning' | 'xml' | 'json' | 'text';

const phpNotice =
  /^(?:<br\s*\/?>\s*)?(?:<b>)?(?:PHP )?(?:warning|notice|deprecated|(?:fatal|parse) error)\b(?:<\/b>)?\s*:/i;
const htmlTag =
  /^<(?:!doctype\s+html|html|head|title|meta|body|center|div|span|script|style|h[1-6]|p|br|b|pre)\b/i;

/** Returns the class of `body`; `json` is truncated JSON, or JSON followed by other text. */
export function looksLike(body: string): LooksLike {
  const start = body.slice(0, 256).trimStart();
  if (start === '') return 'empty';
  if (phpNotice.test(start)) return 'php-warning';
  if (htmlTag.test(start)) return 'html';
  if (start.startsWith('<')) return 'xml';
  if (/^(?:[{["]|-?\d)/.test(start)) return 'json';
  return 'text';
}

/** Removes the byte order mark that some servers send. */
export function stripBom(body: string): string {
  return body.charCodeAt(0) === 0xfeff ? body.slice(1) : body;
}
