import type { SubjectState } from '../../core/alerts/incident.ts';
import type { Threshold, ThresholdRecord } from '../../core/alerts/records.ts';
import {
  creditLeft,
  defaultThreshold,
  evaluateBalance,
  evaluateLimit,
  isOnCredit,
} from '../../core/alerts/threshold.ts';
import type { ListedAccount } from '../../core/figures/accounts.ts';
import type { Headroom } from '../../core/figures/headroom.ts';
import { headroomOf } from '../../core/figures/headroom.ts';
import type { Source } from '../../core/figures/source.ts';
import type { ListedWallet } from '../../core/figures/wallets.ts';
import type { Money } from '../../core/money/money.ts';
import { money } from '../../core/money/money.ts';
import { accountCandidate, walletCandidate } from '../shared/candidates.ts';
import type { Candidate } from '../shared/target.ts';

/** An account or wallet as alerts see it. */
export type Watchable =
  | { readonly kind: 'account'; readonly listed: ListedAccount; readonly headroom: Headroom }
  | { readonly kind: 'wallet'; readonly listed: ListedWallet };

/** Every account and wallet, as something that words can name. */
export function watchables(
  accounts: readonly ListedAccount[],
  wallets: readonly ListedWallet[],
): readonly Candidate<Watchable>[] {
  return [
    ...accounts.map((listed): Candidate<Watchable> => {
      const value: Watchable = { kind: 'account', listed, headroom: headroomOf(listed.account) };
      return { ...accountCandidate(listed), value };
    }),
    ...wallets.map((listed): Candidate<Watchable> => {
      return { ...walletCandidate(listed), value: { kind: 'wallet', listed } };
    }),
  ];
}

/** What its incidents and thresholds are kept by. */
export function subjectOf(each: Watchable): string {
  if (each.kind === 'account') return `account/${each.listed.account.key}`;
  return `${each.listed.isUser ? 'user' : 'wallet'}/${each.listed.wallet.id}`;
}

/** What was set for it, or for all accounts of its connection, or the usual; undefined where it is not watched. */
export function thresholdFor(each: Watchable, set: readonly ThresholdRecord[]): Threshold | undefined {
  const { operator, connection } = each.listed.source;
  const own = set.filter((record) => record.operator === operator.id && record.connection === connection.id);
  const of = (subject: string) => own.find((record) => record.subject === subject)?.threshold;
  if (each.kind === 'wallet') return of(subjectOf(each));
  return limitOf(each) === undefined ? undefined : (of(subjectOf(each)) ?? of('*') ?? defaultThreshold);
}

/** What the rules would say of it with this threshold. */
export function evaluateWatchable(each: Watchable, threshold: Threshold | undefined): SubjectState {
  if (each.kind === 'wallet') return evaluateBalance(each.listed.wallet, threshold);
  if (threshold === undefined || each.listed.account.state === 'inactive') return { kind: 'unknown' };
  return evaluateLimit(each.headroom, threshold);
}

/** The limit that a percentage is taken of; undefined where none is known. */
export function limitOf(each: Watchable): Money | undefined {
  return each.kind === 'account' && each.headroom.kind === 'known' ? each.headroom.limit : undefined;
}

/** What is left of it now, where it is known. */
export function leftOf(each: Watchable, threshold: Threshold | undefined): Money | undefined {
  if (each.kind === 'account') return each.headroom.kind === 'known' ? each.headroom.left : undefined;
  const { wallet } = each.listed;
  const isMeasured = threshold !== undefined || !isOnCredit(wallet);
  const left = isMeasured ? creditLeft(wallet, threshold) : undefined;
  return left === undefined ? undefined : money(left, wallet.currency);
}

/** The currency that an amount for it must be in. */
export function currencyOf(each: Watchable, { currency }: Source): string | undefined {
  if (each.kind === 'wallet') return each.listed.wallet.currency;
  return limitOf(each)?.currency ?? currency;
}
