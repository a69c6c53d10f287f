import type { HttpAnswer } from './provider.ts';

const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']', '"': '"', '<': '>' };

/**
 * Whether the JSON or XML of a successful response is cut off, so that one more try is worthwhile. If a server sends no
 * length and breaks the connection, HTTP cannot detect it.
 */
export function isTruncated({ status, body }: HttpAnswer): boolean {
  const text = body.trim();
  return status === 200 && (text === '' || (closing[text.charAt(0)] ?? text.at(-1)) !== text.at(-1));
}
