import type { HttpAnswer } from './provider.ts';

/**
 * Whether a good answer ends before JSON or XML can: worth one more try. A server that tells no length and breaks off
 * leaves what looks like a whole answer.
 */
export function isCutShort({ status, body }: HttpAnswer): boolean {
  return status === 200 && !/[}\]">]$/.test(body.slice(-1000).trimEnd());
}
