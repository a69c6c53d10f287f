import type { Remaining } from '../figures/headroom.ts';
import type { Decimal } from '../money/decimal.ts';
import { addDecimals, compareDecimals, compareToProduct, multiplyDecimals } from '../money/decimal.ts';
import { isNegative, isZero, money } from '../money/money.ts';
import type { Wallet } from '../provider/provider.ts';
import type { SubjectState } from './incident.ts';
import type { Threshold } from './records.ts';

/** Applies to accounts without a configured threshold: 10 % of the limit. */
export const defaultThreshold: Threshold = { kind: 'percent', percent: '10' as Decimal };

/** Multiples of a threshold: below the first the level is critical, from the second on the subject has recovered. */
const criticalFactor = '0.3' as Decimal;
const recoveryFactor = '1.2' as Decimal;
const hundredth = '0.01' as Decimal;
const one = '1' as Decimal;

const unknown: SubjectState = { kind: 'unknown' };
const recovered: SubjectState = { kind: 'ok', recovered: true };

/** Compares the remaining amount of a limit with a threshold. An unknown, zero or negative limit is never a breach. */
export function evaluateLimit(remaining: Remaining, threshold: Threshold): SubjectState {
  if (remaining.kind !== 'known' || remaining.limit === undefined) return unknown;
  const { left, limit } = remaining;
  if (left.currency !== limit.currency || isZero(limit) || isNegative(limit)) return unknown;
  switch (threshold.kind) {
    case 'percent':
      return evaluateLevels(left.amount, threshold, limit.amount, limit.amount);
    case 'amount':
      if (left.currency !== threshold.currency) return unknown;
      return evaluateLevels(left.amount, threshold, one, limit.amount);
  }
}

/** Whether the wallet is on credit. Its threshold is then its credit limit. */
export function isOnCredit({ type }: Wallet): boolean {
  return type?.toUpperCase() === 'POSTPAID';
}

/**
 * Compares a balance with a threshold amount. For a wallet on credit the amount is its credit limit and the balance is
 * the used credit; the remaining credit is evaluated like any limit.
 */
export function evaluateBalance(wallet: Wallet, threshold: Threshold | undefined): SubjectState {
  const left = creditLeft(wallet, threshold);
  if (threshold?.kind !== 'amount' || left === undefined) return unknown;
  const { amount, currency } = threshold;
  if (!isOnCredit(wallet)) return evaluateLevels(left, threshold, one);
  return evaluateLimit(
    { kind: 'known', left: money(left, currency), derivation: undefined, limit: money(amount, currency) },
    defaultThreshold,
  );
}

/** The amount that can still be spent: the balance, plus the credit limit for a wallet on credit. */
export function creditLeft(wallet: Wallet, threshold: Threshold | undefined): Decimal | undefined {
  const { balance, currency } = wallet;
  if (balance.kind === 'missing') return undefined;
  if (!isOnCredit(wallet)) {
    return threshold?.kind === 'amount' && threshold.currency !== currency ? undefined : balance.money.amount;
  }
  if (threshold?.kind !== 'amount' || threshold.currency !== currency) return undefined;
  return addDecimals(threshold.amount, balance.money.amount);
}

/** Levels of a threshold, as amounts or as shares of a limit. */
interface Levels {
  readonly critical: Decimal;
  readonly low: Decimal;
  readonly recovered: Decimal;
}

/** Cached, as few thresholds apply to many accounts. */
const cachedLevels = new WeakMap<Threshold, Levels>();

function levelsOf(threshold: Threshold): Levels {
  let levels = cachedLevels.get(threshold);
  if (levels === undefined) {
    const low =
      threshold.kind === 'percent' ? multiplyDecimals(threshold.percent, hundredth) : threshold.amount;
    levels = {
      critical: multiplyDecimals(low, criticalFactor),
      low,
      recovered: multiplyDecimals(low, recoveryFactor),
    };
    cachedLevels.set(threshold, levels);
  }
  return levels;
}

/**
 * Compares an amount with the levels of a threshold times `scale`. `most`: the maximum possible value. At the maximum
 * the subject counts as recovered even if the threshold is higher.
 */
function evaluateLevels(left: Decimal, threshold: Threshold, scale: Decimal, most?: Decimal): SubjectState {
  const levels = levelsOf(threshold);
  if (compareToProduct(left, levels.recovered, scale) >= 0) return recovered;
  if (compareToProduct(left, levels.critical, scale) < 0) return { kind: 'breach', level: 'critical' };
  if (compareToProduct(left, levels.low, scale) < 0) return { kind: 'breach', level: 'warn' };
  return { kind: 'ok', recovered: most !== undefined && compareDecimals(left, most) >= 0 };
}
