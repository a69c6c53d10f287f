import type { Decimal } from '../money/decimal.ts';
import { compareDecimals, percentOf } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';
import { compareMoney, isNegative, isZero, subtractMoney } from '../money/money.ts';
import type { Account, Derivation, Figure } from '../provider/provider.ts';

/**
 * The amount that an account can still receive. `known`: `left` of `limit`. `no-limit`: the limit is zero or absent.
 * `unknown`: there is a limit, but what is left is not known.
 */
export type Remaining =
  | {
      readonly kind: 'known';
      readonly left: Money;
      /** Undefined if the provider reports the amount itself. */
      readonly derivation: Derivation | undefined;
      readonly limit: Money | undefined;
    }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'no-limit' };

/** The remaining amount, with its share of the limit in percent, if there is a limit. */
export type Headroom =
  | (Extract<Remaining, { kind: 'known' }> & { readonly share: Decimal | undefined })
  | Exclude<Remaining, { kind: 'known' }>;

/** An account with less than this percentage of its limit is low. */
export const warnBelowShare = '10' as Decimal;

/** The amount of a figure; undefined if it is missing. */
export function amountOf(figure: Figure | undefined): Money | undefined {
  return figure === undefined || figure.kind === 'missing' ? undefined : figure.money;
}

export function headroomOf(account: Account): Headroom {
  const remaining = remainingOf(account);
  if (remaining.kind !== 'known') return remaining;
  const { left, derivation, limit } = remaining;
  const share =
    limit?.currency === left.currency ? percentOf(left.amount, limit.amount, sharePlaces) : undefined;
  return { kind: 'known', left, derivation, limit, share };
}

/** The provider's own available figure, or else limit minus used (and minus rolling, where that is known). */
export function remainingOf({ figures }: Account): Remaining {
  const limit = amountOf(figures.limit);
  if (limit !== undefined && isZero(limit)) return { kind: 'no-limit' };
  const given = figures.available;
  if (given !== undefined && given.kind !== 'missing') {
    const derivation = given.kind === 'computed' ? given.derivation : undefined;
    return { kind: 'known', left: given.money, derivation, limit };
  }
  if (limit === undefined) return { kind: figures.limit === undefined ? 'no-limit' : 'unknown' };
  const used = amountOf(figures.used);
  if (used === undefined) return { kind: 'unknown' };
  const rolling = amountOf(figures.rolling);
  const unused = subtractMoney(limit, used);
  const left = rolling === undefined ? unused : subtractMoney(unused, rolling);
  const derivation = rolling === undefined ? 'limit-minus-used' : 'limit-minus-used-minus-rolling';
  return { kind: 'known', left, derivation, limit };
}

/** The remaining amount of an account as a figure; undefined if it has no limit. */
export function availableOf(account: Account): Figure | undefined {
  const given = account.figures.available;
  if (given?.kind === 'given') return given;
  const headroom = headroomOf(account);
  switch (headroom.kind) {
    case 'known':
      return headroom.derivation === undefined
        ? given
        : { kind: 'computed', money: headroom.left, derivation: headroom.derivation };
    case 'unknown':
      return { kind: 'missing', why: given?.kind === 'missing' ? given.why : 'absent' };
    case 'no-limit':
      return undefined;
  }
}

/** Whether less than a tenth of the limit is left or, if the limit is unknown, nothing. */
export function isLow(headroom: Headroom): boolean {
  if (headroom.kind !== 'known') return false;
  if (headroom.share === undefined) return isSpent(headroom.left);
  return compareDecimals(headroom.share, warnBelowShare) < 0;
}

/** Sorts the lowest headroom first, by share of the limit, which is comparable across currencies. */
export function compareHeadroom(a: Headroom, b: Headroom): number {
  const [groupA, groupB] = [urgency(a), urgency(b)];
  if (groupA !== groupB) return groupA - groupB;
  if (a.kind !== 'known' || b.kind !== 'known') return 0;
  if (a.share !== undefined && b.share !== undefined) {
    const byShare = compareDecimals(a.share, b.share);
    if (byShare !== 0) return byShare;
  }
  return a.left.currency === b.left.currency ? compareMoney(a.left, b.left) : 0;
}

function urgency(headroom: Headroom): number {
  switch (headroom.kind) {
    case 'known':
      if (headroom.share !== undefined) return 1;
      return isSpent(headroom.left) ? 0 : 2;
    case 'unknown':
      return 3;
    case 'no-limit':
      return 4;
  }
}

function isSpent(left: Money): boolean {
  return isNegative(left) || isZero(left);
}

/** Enough places that rounding never moves an account across a threshold. */
const sharePlaces = 24;
