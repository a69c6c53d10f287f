import type { Money } from './money.ts';
import { addMoney } from './money.ts';
import type { Figure } from './provider.ts';

/** A sum of figures of one currency. `known` is absent when none of them is; `missing` counts the unknown ones. */
export interface Total {
  readonly known?: Money;
  readonly missing: number;
}

/** Adds up what is known and counts what is not. All figures must be of one currency. */
export function totalOf(figures: Iterable<Figure>): Total {
  let known: Money | undefined;
  let missing = 0;
  for (const figure of figures) {
    if (figure.kind === 'missing') missing += 1;
    else known = known === undefined ? figure.money : addMoney(known, figure.money);
  }
  return known === undefined ? { missing } : { known, missing };
}

/** Items by a key, both in the order of their first appearance. */
export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
