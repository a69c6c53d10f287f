/** Letters that a thumb and an ear do not mistake for a digit or for each other. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const shortest = letters.length * 9;

/** How many ids there are of at most four characters. */
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

/** The id that somebody typed: `a7`, `#A7`; undefined when it is none. */
export function parseShortId(typed: string): string | undefined {
  const id = typed.replace(/^#/, '').toUpperCase();
  return /^[A-Z][1-9]\d{0,2}$/.test(id) ? id : undefined;
}
