/** What was found for one goal. Ratio is ours / against, the median of the rounds' own ratios. */
export interface Figure {
  readonly ours: number;
  readonly against: number;
  readonly ratio: number;
  readonly min: number;
  readonly max: number;
  readonly goal: number;
}

/** A figure under the name of its goal, with what a reader of the table must know beside it. */
export interface Finding extends Figure {
  readonly name: string;
  /** Of `ours` and `against`. */
  readonly unit: string;
  /** `least`: the ratio must not be below the goal. Otherwise it must not be above it. */
  readonly sense: 'most' | 'least';
}

/** One round: both sides measured close together. */
export interface Pair {
  readonly ours: number;
  readonly against: number;
}

export interface Goal {
  readonly name: string;
  readonly unit: string;
  readonly goal: number;
  readonly sense?: Finding['sense'];
}

/** The ratio is taken within each round, then the median: what disturbs a round disturbs both of its sides. */
export function compare({ name, unit, goal, sense = 'most' }: Goal, rounds: readonly Pair[]): Finding {
  const ratios = rounds.map(({ ours, against }) => ours / against);
  return {
    name,
    unit,
    goal,
    sense,
    ours: rounded(median(rounds.map(({ ours }) => ours))),
    against: rounded(median(rounds.map(({ against }) => against))),
    ratio: rounded(median(ratios)),
    min: rounded(Math.min(...ratios)),
    max: rounded(Math.max(...ratios)),
  };
}

export function isMet({ ratio, goal, sense }: Pick<Finding, 'ratio' | 'goal' | 'sense'>): boolean {
  return sense === 'most' ? ratio <= goal : ratio >= goal;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** The value that `share` of all values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Four digits are more than any of this is exact to. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
