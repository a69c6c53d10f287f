import type { HttpAnswer } from './provider.ts';

const ends: Readonly<Record<string, string>> = { '{': '}', '[': ']', '"': '"', '<': '>' };

/**
 * Whether a good answer ends before the JSON or XML that it begins can: worth one more try. A server that tells no
 * length and breaks off leaves what looks like a whole answer.
 */
export function isTruncated({ status, body }: HttpAnswer): boolean {
  const text = body.trim();
  return status === 200 && (text === '' || (ends[text.charAt(0)] ?? text.at(-1)) !== text.at(-1));
}
