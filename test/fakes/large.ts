import type { Source } from '../../src/core/figures/source.ts';
import type { Account, Wallet } from '../../src/core/provider/provider.ts';
import type { Clock } from '../../src/core/time/clock.ts';
import { type Asked, account, emptySummary, fakeSource, given, ok, rupees, total, wallet } from './books.ts';

const operator = { id: 'large', name: 'Large operator' };
const currencies = ['USD', 'EUR', 'JPY', 'GBP', 'AED', 'SGD'];

/** 400 accounts: every fourth is inactive, every fifth untracked, every tenth has no number. */
export const largeAccounts: readonly Account[] = Array.from({ length: 400 }, (_, index): Account => {
  const number = String(50_100_000_000_000 + index * 7_919).padStart(16, '0');
  const used = (index * 7_717) % 100_001;
  const tracked = index % 5 !== 4;
  const figures = rupees({
    used: String(used),
    limit: '100000',
    rolling: '0',
    available: String(100_000 - used),
  });
  return account(`merchant${String(index).padStart(3, '0')}@bank`, {
    upi: `merchant${String(index).padStart(3, '0')}@bank`,
    state: index % 4 === 3 ? 'inactive' : 'active',
    usageTracked: tracked,
    ...(index % 10 !== 9 && { number }),
    ...(tracked && { figures }),
  });
});

export const largeWallets: readonly Wallet[] = Array.from({ length: 60 }, (_, index) => {
  const currency = currencies[index % currencies.length] ?? 'USD';
  const amount = `${1000 + index * 37}${currency === 'JPY' ? '' : '.25'}`;
  return wallet(String(9000 - index), amount, currency, {
    type: index % 10 === 0 ? 'POSTPAID' : 'PREPAID',
    balance: given(index % 20 === 0 ? `-${amount}` : amount, currency),
  });
});

/** Two connections with 400 accounts and 60 wallets; six statuses, one of them in no document. */
export function largeSources(clock: Clock, asked: Asked[] = []): readonly Source[] {
  const accounts = ok({ accounts: largeAccounts, notes: [] }, clock.now());
  const payatom = fakeSource(
    {
      operator,
      id: 'payatom',
      currency: 'INR',
      answers: {
        accounts,
        summary: ({ account: number }) => {
          const index = largeAccounts.findIndex((each) => each.number === number);
          if (index % 7 === 6) return ok(emptySummary, clock.now());
          const totals = [
            total('Approved', 10 + index, `${1000 + index}`, `${1000 + index}`),
            total('Late Approved', 1, '50.50', '50.50'),
            total('Pending', index % 3, '0', '75'),
            total('User Timed Out', 5, '0', '500'),
            total('Cancelled', 2, '0', '20'),
            total('Refund Initiated', 1, '0', '10'),
          ];
          return ok({ totals, empty: false }, clock.now());
        },
      },
    },
    asked,
  );
  const list = { wallets: largeWallets, complete: true, total: largeWallets.length, unreadable: 0 };
  const wallets = fakeSource(
    { operator, id: 'wallets-api', timeZone: 'UTC', answers: { wallets: ok(list, clock.now()) } },
    asked,
  );
  return [payatom, wallets];
}
