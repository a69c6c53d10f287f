/** Longest text that is maxLength, in code points. */
const maxLength = 32;

/** A typed word in quotes, shortened, for a sentence. */
export function echo(typed: string): string {
  const points = [...typed];
  return points.length > maxLength ? `“${points.slice(0, maxLength).join('')}…”` : `“${typed}”`;
}
