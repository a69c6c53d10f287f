/** Without `I` and `O`, which look like digits. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const shortest = letters.length * 9;

/** Number of ids with at most four characters. */
export const idCount = letters.length * 999;

/** The `n`-th short id, from 0: `A1` to `A9`, `B1` and so on, then `A10` on. Repeats after `idCount`. */
export function shortId(n: number): string {
  const at = n % idCount;
  const [digits, first, from] =
    at < shortest
      ? [9, 1, 0]
      : at < letters.length * 99
        ? [90, 10, shortest]
        : [900, 100, letters.length * 99];
  const letter = letters[Math.floor((at - from) / digits)];
  return `${letter}${first + ((at - from) % digits)}`;
}

/** Parses a typed id such as `a7` or `#A7`; undefined if it is not one. */
export function parseShortId(typed: string): string | undefined {
  const id = typed.replace(/^#/, '').toUpperCase();
  return /^[A-Z][1-9]\d{0,2}$/.test(id) ? id : undefined;
}
