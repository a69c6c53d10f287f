/**
 * Spelling suggestions: at most `max` candidates near `typed`, best first. A candidate is near if one text starts with the
 * other, or if few letters are wrong, missing, surplus or swapped.
 */
export function nearest(typed: string, candidates: Iterable<string>, max = 3): string[] {
  const wanted = typed.toLowerCase();
  const maxDistance = wanted.length < 3 ? 0 : wanted.length < 6 ? 1 : wanted.length < 10 ? 2 : 3;
  const scored: { readonly name: string; readonly score: number }[] = [];
  for (const name of new Set(candidates)) {
    const folded = name.toLowerCase();
    const starts = wanted.length >= 2 && (folded.startsWith(wanted) || wanted.startsWith(folded));
    const score = starts ? 0.5 : distance(wanted, folded, maxDistance);
    if (score <= maxDistance || starts) scored.push({ name, score });
  }
  return scored
    .sort((a, b) => a.score - b.score || a.name.localeCompare(b.name))
    .slice(0, max)
    .map(({ name }) => name);
}

/** Optimal string alignment distance; values over `limit` are not exact. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(at(above, j) + 1, at(row, j - 1) + 1, at(above, j - 1) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, at(before, j - 2) + 1);
      row.push(best);
    }
    before = above;
    above = row;
  }
  return at(above, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
