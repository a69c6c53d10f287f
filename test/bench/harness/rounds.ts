import type { Pair } from './figures.ts';

/** Measurements of each variant, in the order of the rounds. */
export type Measured<N extends string> = Readonly<Record<N, readonly number[]>>;

/**
 * Measures every variant once per round. The order is shuffled in each round, as a fixed order favours the first variant.
 * The first `warmUp` rounds are not counted.
 */
export async function inRounds<N extends string>(
  variants: Readonly<Record<N, () => number | Promise<number>>>,
  { rounds, warmUp = 1 }: { readonly rounds: number; readonly warmUp?: number },
): Promise<Measured<N>> {
  const names = Object.keys(variants) as N[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<N, number[]>;
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of shuffled(names)) {
      const value = await variants[name]();
      if (round >= 0) measured[name].push(value);
    }
  }
  return measured;
}

/** Joins the measurements of two variants round by round. */
export function pairs(ours: readonly number[], against: readonly number[]): readonly Pair[] {
  return ours.map((value, round) => ({ ours: value, against: against[round] ?? Number.NaN }));
}

export function shuffled<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
