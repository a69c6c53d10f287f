/** The measurement for one goal. The ratio is ours / against, the median of the ratios of all rounds. */
export interface Figure {
  readonly ours: number;
  readonly against: number;
  readonly ratio: number;
  readonly min: number;
  readonly max: number;
  readonly goal: number;
}

/** A figure with the name of its goal, its unit and the direction of the comparison. */
export interface Finding extends Figure {
  readonly name: string;
  /** The unit of `ours` and `against`. */
  readonly unit: string;
  /** `min`: the ratio must not be below the goal. `max`: it must not be above the goal. */
  readonly sense: 'max' | 'min';
}

/** One round: both sides, measured one shortly after the other. */
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

/** Returns the median of the ratios of each round: a disturbance of a round affects both of its sides. */
export function compare({ name, unit, goal, sense = 'max' }: Goal, rounds: readonly Pair[]): Finding {
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
  return sense === 'max' ? ratio <= goal : ratio >= goal;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Returns the value that `share` of all values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Rounds to four digits, more than the precision of any measurement here. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
