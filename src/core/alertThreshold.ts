import type { Threshold } from './alertRecords.ts';
import type { Verdict } from './alertStep.ts';
import type { Decimal } from './decimal.ts';
import { addDecimals, compareDecimals, multiplyDecimals, percentOf } from './decimal.ts';
import type { Headroom } from './headroom.ts';
import type { Wallet } from './provider.ts';

/** Below a tenth of its limit an account is low, where nothing else was set. */
export const usualThreshold: Threshold = { kind: 'percent', percent: '10' as Decimal };

/** Below this part of a threshold it is critical, and from this many times it on all is well again. */
const criticalPart = '0.3' as Decimal;
const wellTimes = '1.2' as Decimal;
const hundred = '100' as Decimal;

const unknown: Verdict = { kind: 'unknown' };

/** What is left of a limit against a threshold. No limit known is never a breach. */
export function judgeLimit(headroom: Headroom, threshold: Threshold): Verdict {
  if (headroom.kind !== 'known' || headroom.limit === undefined || headroom.share === undefined)
    return unknown;
  switch (threshold.kind) {
    case 'percent':
      return judge(headroom.share, threshold.percent, hundred);
    case 'amount':
      if (headroom.left.currency !== threshold.currency) return unknown;
      return judge(headroom.left.amount, threshold.amount, headroom.limit.amount);
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
export function judgeBalance(wallet: Wallet, threshold: Threshold | undefined): Verdict {
  const left = creditLeft(wallet, threshold);
  if (threshold?.kind !== 'amount' || left === undefined) return unknown;
  if (!isOnCredit(wallet)) return judge(left, threshold.amount);
  const share = percentOf(left, threshold.amount, 24);
  return share === undefined ? unknown : judge(share, usualPercent, hundred);
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

const usualPercent = '10' as Decimal;

/** `most` is all there can be: whoever has that is well, however high the threshold. */
function judge(left: Decimal, below: Decimal, most?: Decimal): Verdict {
  if (compareDecimals(left, multiplyDecimals(below, criticalPart)) < 0) {
    return { kind: 'breach', level: 'critical' };
  }
  if (compareDecimals(left, below) < 0) return { kind: 'breach', level: 'warn' };
  const well = multiplyDecimals(below, wellTimes);
  const isFull = most !== undefined && compareDecimals(left, most) >= 0;
  return { kind: 'ok', recovered: isFull || compareDecimals(left, well) >= 0 };
}
