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

/** An account or wallet that alerts can watch. */
export type Watchable =
  | { readonly kind: 'account'; readonly listed: ListedAccount; readonly headroom: Headroom }
  | { readonly kind: 'wallet'; readonly listed: ListedWallet };

/** Every account and wallet, as candidates of a typed target. */
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

/** The subject under which its incidents and thresholds are stored. */
export function subjectOf(each: Watchable): string {
  if (each.kind === 'account') return `account/${each.listed.account.key}`;
  return `${each.listed.isUser ? 'user' : 'wallet'}/${each.listed.wallet.id}`;
}

/** Its own threshold, or that of all accounts of its connection, or the default. Undefined when it is not watched. */
export function thresholdFor(each: Watchable, set: readonly ThresholdRecord[]): Threshold | undefined {
  const { operator, connection } = each.listed.source;
  const own = set.filter((record) => record.operator === operator.id && record.connection === connection.id);
  const of = (subject: string) => own.find((record) => record.subject === subject)?.threshold;
  if (each.kind === 'wallet') return of(subjectOf(each));
  return limitOf(each) === undefined ? undefined : (of(subjectOf(each)) ?? of('*') ?? defaultThreshold);
}

/** Returns the state that the rules would find with this threshold. */
export function evaluateWatchable(each: Watchable, threshold: Threshold | undefined): SubjectState {
  if (each.kind === 'wallet') return evaluateBalance(each.listed.wallet, threshold);
  if (threshold === undefined || each.listed.account.state === 'inactive') return { kind: 'unknown' };
  return evaluateLimit(each.headroom, threshold);
}

/** The limit that a percentage refers to. Undefined when none is known. */
export function limitOf(each: Watchable): Money | undefined {
  return each.kind === 'account' && each.headroom.kind === 'known' ? each.headroom.limit : undefined;
}

/** The amount left now. Undefined when it is not known. */
export function leftOf(each: Watchable, threshold: Threshold | undefined): Money | undefined {
  if (each.kind === 'account') return each.headroom.kind === 'known' ? each.headroom.left : undefined;
  const { wallet } = each.listed;
  const isMeasured = threshold !== undefined || !isOnCredit(wallet);
  const left = isMeasured ? creditLeft(wallet, threshold) : undefined;
  return left === undefined ? undefined : money(left, wallet.currency);
}

/** The currency of an amount for it. */
export function currencyOf(each: Watchable, { currency }: Source): string | undefined {
  if (each.kind === 'wallet') return each.listed.wallet.currency;
  return limitOf(each)?.currency ?? currency;
}
