import type { Rule } from '../core/alerts/rule.ts';
import { creditLeft, evaluateBalance, isOnCredit } from '../core/alerts/threshold.ts';
import { defaultFiringPolicy } from '../core/alerts/timing.ts';
import { walletIdentifiers } from '../core/figures/identifiers.ts';
import { money } from '../core/money/money.ts';

/** Fires when little is left in a wallet or of its credit. Needs a threshold: there is no default. */
export const lowBalance: Rule = {
  id: 'low-balance',
  title: 'Low balance',
  firing: defaultFiringPolicy,
  evaluate: ({ wallets, threshold: thresholdOf }) =>
    wallets.flatMap(({ subject, thing, isUser, asOf }) => {
      const threshold = thresholdOf(subject);
      if (threshold?.kind !== 'amount') return [];
      const left = creditLeft(thing, threshold);
      const precision = thing.balance.kind === 'missing' ? undefined : thing.balance.money.precision;
      const facts = {
        asOf,
        threshold,
        ...(left !== undefined && { left: money(left, thing.currency, precision) }),
        ...(isOnCredit(thing) && { limit: money(threshold.amount, threshold.currency, precision) }),
      };
      const called = walletIdentifiers({ wallet: thing, isUser });
      return [{ subject, called, verdict: evaluateBalance(thing, threshold), facts }];
    }),
};
