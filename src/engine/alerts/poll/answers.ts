import type { DataGap, SeenAccount, SeenWallet } from '../../../core/alerts/rule.ts';
import type { Reason } from '../../../core/errors/errors.ts';
import { accountsOf, mergeAccounts } from '../../../core/figures/accounts.ts';
import type { SourceResult } from '../../../core/figures/gather.ts';
import { type Remaining, remainingOf } from '../../../core/figures/headroom.ts';
import { listText } from '../../../core/provider/capability-names.ts';
import type { Account, Wallet } from '../../../core/provider/provider.ts';
import type { Instant } from '../../../core/time/clock.ts';

/** The provider questions that alerts need. */
export const questions = ['accounts', 'limits', 'balances', 'wallets'] as const;
export type PollQuestion = (typeof questions)[number];

/** The question whose answer listed a subject. */
interface From {
  readonly from: PollQuestion;
}

/** The contents of all responses of one poll. */
export interface Answers {
  /** Accounts and wallets of fresh responses. */
  readonly accounts: readonly (SeenAccount & From)[];
  readonly wallets: readonly (SeenWallet & From)[];
  readonly answered: ReadonlySet<PollQuestion>;
  /** Questions with a fresh and complete answer. */
  readonly completeLists: ReadonlySet<PollQuestion>;
  /** Missing data, by question or by part of an answer. */
  readonly missing: ReadonlyMap<string, Omit<DataGap, 'since'>>;
}

/** Reads responses. `asOf` contains the time of the last answer to each question and is updated. */
export function readAnswers(
  parts: readonly SourceResult<PollQuestion>[],
  asOf: Partial<Record<PollQuestion, Instant>>,
): Answers {
  const missing = new Map<string, { what: string; reason?: Reason }>();
  const [answered, completeLists] = [new Set<PollQuestion>(), new Set<PollQuestion>()];
  const [lists, fresh] = [new Map<PollQuestion, readonly Account[]>(), new Map<PollQuestion, Instant>()];
  const wallets: (SeenWallet & From)[] = [];
  for (const { capability, reading } of parts) {
    const what = listText(capability);
    if (reading.kind !== 'ok') {
      const { reason } = reading.kind === 'fail' ? reading.fault : reading.why;
      missing.set(capability, { what, reason });
      // The next answer is new, even if it has the same time because the clock was set back.
      delete asOf[capability];
      continue;
    }
    answered.add(capability);
    const { asOf: at, data } = reading;
    const isFresh = at !== asOf[capability];
    asOf[capability] = at;
    const addUnreadableRows = () =>
      missing.set(`${capability} rows`, { what: `rows of the ${what}`, reason: 'malformed' });
    let isComplete = true;
    if ('notes' in data) {
      if (data.notes.some(({ kind }) => kind === 'rows-unreadable')) addUnreadableRows();
      isComplete = data.notes.length === 0;
      lists.set(capability, accountsOf(data));
      if (isFresh) fresh.set(capability, at);
    } else if ('wallets' in data) {
      if (data.unreadable > 0) addUnreadableRows();
      isComplete = data.complete && data.unreadable === 0;
      if (isFresh) wallets.push(...data.wallets.map((each) => seenWallet(each, capability, at)));
    } else {
      for (const each of data) {
        if (each.kind === 'fail') {
          isComplete = false;
          missing.set(`wallet ${each.id}`, { what: 'a wallet', reason: each.fault.reason });
        } else if (isFresh) wallets.push(seenWallet(each.wallet, capability, at));
      }
    }
    if (isFresh && isComplete) completeLists.add(capability);
  }
  return { accounts: seenAccounts(lists, fresh), wallets, answered, completeLists, missing };
}

/** Subjects whose figure is unreadable, in words. */
export function unreadableSubjects({
  accounts,
  wallets,
}: Pick<Answers, 'accounts' | 'wallets'>): ReadonlyMap<string, string> {
  const unreadable = new Map<string, string>();
  for (const { subject, thing, remaining } of accounts) {
    if (isUnreadable(thing, remaining)) unreadable.set(subject, 'an account');
  }
  for (const { subject, thing } of wallets) {
    if (thing.balance.kind === 'missing') unreadable.set(subject, 'a wallet');
  }
  return unreadable;
}

function seenAccounts(
  lists: ReadonlyMap<PollQuestion, readonly Account[]>,
  fresh: ReadonlyMap<PollQuestion, Instant>,
): (SeenAccount & From)[] {
  const [first = [], second = []] = [lists.get('accounts'), lists.get('limits')];
  const ofFirst = second.length === 0 ? undefined : new Set(first.map(({ key }) => key));
  const seen: (SeenAccount & From)[] = [];
  for (const thing of mergeAccounts(first, second)) {
    const from = ofFirst?.has(thing.key) === false ? 'limits' : 'accounts';
    const asOf = fresh.get(from);
    if (asOf !== undefined)
      seen.push({ subject: `account/${thing.key}`, thing, remaining: remainingOf(thing), asOf, from });
  }
  return seen;
}

function seenWallet(thing: Wallet, from: PollQuestion, asOf: Instant): SeenWallet & From {
  const isUser = from === 'balances';
  return { subject: `${isUser ? 'user' : 'wallet'}/${thing.id}`, thing, isUser, asOf, from };
}

/** Whether an account has a limit of which the remaining amount is unknown. */
export function isUnreadable({ usageTracked }: Account, remaining: Remaining): boolean {
  return usageTracked !== false && remaining.kind === 'unknown';
}
