import type { Remaining } from '../figures/headroom.ts';
import type { Decimal } from '../money/decimal.ts';
import { addDecimals, compareDecimals, compareToProduct, multiplyDecimals } from '../money/decimal.ts';
import { isNegative, isZero, money } from '../money/money.ts';
import type { Wallet } from '../provider/provider.ts';
import type { SubjectState } from './incident.ts';
import type { Threshold } from './records.ts';

/** Below a tenth of its limit an account is low, where nothing else was set. */
export const defaultThreshold: Threshold = { kind: 'percent', percent: '10' as Decimal };

/** Below this part of a threshold it is critical, and from this many times it on all is well again. */
const criticalPart = '0.3' as Decimal;
const wellTimes = '1.2' as Decimal;
const hundredth = '0.01' as Decimal;
const one = '1' as Decimal;

const unknown: SubjectState = { kind: 'unknown' };
const recovered: SubjectState = { kind: 'ok', recovered: true };

/** What is left of a limit against a threshold. No limit known, or one below zero, is never a breach. */
export function evaluateLimit(room: Remaining, threshold: Threshold): SubjectState {
  if (room.kind !== 'known' || room.limit === undefined) return unknown;
  const { left, limit } = room;
  if (left.currency !== limit.currency || isZero(limit) || isNegative(limit)) return unknown;
  switch (threshold.kind) {
    case 'percent':
      return evaluateLevels(left.amount, threshold, limit.amount, limit.amount);
    case 'amount':
      if (left.currency !== threshold.currency) return unknown;
      return evaluateLevels(left.amount, threshold, one, limit.amount);
  }
}

/** Whether the balance of this wallet is what may be spent on credit: its threshold is then the credit limit. */
export function isOnCredit({ type }: Wallet): boolean {
  return type?.toUpperCase() === 'POSTPAID';
}

/**
 * A balance against an amount. Of a wallet on credit the amount is its credit limit, the balance what was used of it,
 * and what is left is measured like any limit.
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

/** What may still be spent: the balance, of a wallet on credit added to its credit limit. */
export function creditLeft(wallet: Wallet, threshold: Threshold | undefined): Decimal | undefined {
  const { balance, currency } = wallet;
  if (balance.kind === 'missing') return undefined;
  if (!isOnCredit(wallet)) {
    return threshold?.kind === 'amount' && threshold.currency !== currency ? undefined : balance.money.amount;
  }
  if (threshold?.kind !== 'amount' || threshold.currency !== currency) return undefined;
  return addDecimals(threshold.amount, balance.money.amount);
}

/** Where a threshold draws its lines: amounts, or parts of a limit. */
interface Levels {
  readonly critical: Decimal;
  readonly low: Decimal;
  readonly well: Decimal;
}

/** There are few thresholds and many accounts. */
const known = new WeakMap<Threshold, Levels>();

function levelsOf(threshold: Threshold): Levels {
  let marks = known.get(threshold);
  if (marks === undefined) {
    const low =
      threshold.kind === 'percent' ? multiplyDecimals(threshold.percent, hundredth) : threshold.amount;
    marks = { critical: multiplyDecimals(low, criticalPart), low, well: multiplyDecimals(low, wellTimes) };
    known.set(threshold, marks);
  }
  return marks;
}

/**
 * The marks are those of `threshold`, times `scale`. `most` is all there can be: whoever has that is well, however high
 * the threshold.
 */
function evaluateLevels(left: Decimal, threshold: Threshold, scale: Decimal, most?: Decimal): SubjectState {
  const { critical, low, well } = levelsOf(threshold);
  if (compareToProduct(left, well, scale) >= 0) return recovered;
  if (compareToProduct(left, critical, scale) < 0) return { kind: 'breach', level: 'critical' };
  if (compareToProduct(left, low, scale) < 0) return { kind: 'breach', level: 'warn' };
  return { kind: 'ok', recovered: most !== undefined && compareDecimals(left, most) >= 0 };
}
