import { groupBy } from '../async/group-by.ts';
import type { Fault } from '../errors/errors.ts';
import type { Currency } from '../money/money.ts';
import type { Wallet, WalletsQuery } from '../provider/provider.ts';
import { compareText } from '../text/compare-text.ts';
import type { QuerySession, SourceResult } from './gather.ts';
import type { Source } from './source.ts';
import type { Total } from './totals.ts';
import { totalOf } from './totals.ts';

/** A wallet with its connection. `isUser`: a configured wallet user; otherwise a row of a wallet list. */
export interface ListedWallet {
  readonly source: Source;
  readonly wallet: Wallet;
  readonly isUser: boolean;
}

/** An incomplete wallet list: the number of wallets in it and, if known, the provider's total. */
export interface Shortfall {
  readonly source: Source;
  readonly listed: number;
  readonly total?: number;
  readonly unreadable: number;
}

/** The wallets of several connections, and what is missing from them. */
export interface WalletListing {
  readonly listed: readonly ListedWallet[];
  readonly shortfalls: readonly Shortfall[];
  /** Wallet users whose balance could not be read. */
  readonly failed: readonly { readonly source: Source; readonly id: string; readonly fault: Fault }[];
  readonly parts: readonly SourceResult<'balances' | 'wallets'>[];
}

/** Asks each connection for its wallet list and its wallet users, if it has them. */
export async function listWallets(
  questions: QuerySession,
  sources: readonly Source[],
  query: WalletsQuery = {},
): Promise<WalletListing> {
  const [users, lists] = await Promise.all([
    questions.gather(sources, 'balances', {}),
    questions.gather(sources, 'wallets', query),
  ]);
  const readings = users.flatMap(({ source, reading }) => {
    return reading.kind === 'fail' ? [] : reading.data.map((each) => ({ source, each }));
  });
  const answered = lists.flatMap(({ source, reading }) => {
    return reading.kind === 'fail' ? [] : [{ source, list: reading.data }];
  });
  return {
    listed: [
      ...readings.flatMap(({ source, each }) => {
        return each.kind === 'ok' ? [{ source, wallet: each.wallet, isUser: true }] : [];
      }),
      ...answered.flatMap(({ source, list }) => {
        return list.wallets.map((wallet) => ({ source, wallet, isUser: false }));
      }),
    ],
    shortfalls: answered.flatMap(({ source, list }) => {
      const { total, unreadable } = list;
      const listed = list.wallets.length;
      const short = { source, listed, unreadable, ...(total !== undefined && { total }) };
      return list.complete && unreadable === 0 ? [] : [short];
    }),
    failed: readings.flatMap(({ source, each }) => {
      return each.kind === 'fail' ? [{ source, id: each.id, fault: each.fault }] : [];
    }),
    parts: [...users, ...lists],
  };
}

/** Sorts wallets by currency code and otherwise preserves their order: balances are never ranked. */
export function byCurrency(listed: readonly ListedWallet[]): readonly ListedWallet[] {
  return [...listed].sort((a, b) => compareText(a.wallet.currency, b.wallet.currency));
}

/** The sum of the wallets of one currency and type. Types are separate because used credit is not a balance. */
export interface WalletTotal {
  readonly currency: Currency;
  readonly type?: string;
  readonly count: number;
  readonly total: Total;
}

export function walletTotals(listed: readonly ListedWallet[]): readonly WalletTotal[] {
  const groups = groupBy(byCurrency(listed), ({ wallet }) => `${wallet.currency} ${wallet.type ?? ''}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { currency, type } = first.wallet;
    const total = totalOf(group.map(({ wallet }) => wallet.balance));
    return [{ currency, ...(type !== undefined && { type }), count: group.length, total }];
  });
}
