/** What the first bytes of a body that could not be read look like. Only this class is ever told, never the bytes. */
export type LooksLike = 'empty' | 'html' | 'php-warning' | 'xml' | 'json' | 'text';

const phpNotice =
  /^(?:<br\s*\/?>\s*)?(?:<b>)?(?:PHP )?(?:warning|notice|deprecated|(?:fatal|parse) error)\b(?:<\/b>)?\s*:/i;
const htmlTag =
  /^<(?:!doctype\s+html|html|head|title|meta|body|center|div|span|script|style|h[1-6]|p|br|b|pre)\b/i;

/** The class of `body`; `json` is JSON that was cut short, or has something after it. */
export function looksLike(body: string): LooksLike {
  const start = body.slice(0, 256).trimStart();
  if (start === '') return 'empty';
  if (phpNotice.test(start)) return 'php-warning';
  if (htmlTag.test(start)) return 'html';
  if (start.startsWith('<')) return 'xml';
  if (/^(?:[{["]|-?\d)/.test(start)) return 'json';
  return 'text';
}

/** `body` without the one byte order mark that some servers put first. */
export function stripBom(body: string): string {
  return body.charCodeAt(0) === 0xfeff ? body.slice(1) : body;
}
