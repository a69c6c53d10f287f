/** The longest piece of a typed line that a sentence repeats. */
const echoed = 32;

/** A typed word as a sentence repeats it. */
export function echo(typed: string): string {
  const points = [...typed];
  return points.length > echoed ? `“${points.slice(0, echoed).join('')}…”` : `“${typed}”`;
}
