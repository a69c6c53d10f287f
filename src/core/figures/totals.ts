import type { Money } from '../money/money.ts';
import { addMoney } from '../money/money.ts';
import type { Figure } from '../provider/provider.ts';

/** A sum of figures of one currency. `known` is absent if no figure is known; `missing` counts the unknown ones. */
export interface Total {
  readonly known?: Money;
  readonly missing: number;
}

/** Adds up the known figures and counts the unknown ones. All figures must have the same currency. */
export function totalOf(figures: Iterable<Figure>): Total {
  let known: Money | undefined;
  let missing = 0;
  for (const figure of figures) {
    if (figure.kind === 'missing') missing += 1;
    else known = known === undefined ? figure.money : addMoney(known, figure.money);
  }
  return known === undefined ? { missing } : { known, missing };
}
