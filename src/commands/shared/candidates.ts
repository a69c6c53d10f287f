import type { ListedAccount } from '../../core/figures/accounts.ts';
import { accountIdentifiers, plainIdentifiers, walletIdentifiers } from '../../core/figures/identifiers.ts';
import type { ListedWallet } from '../../core/figures/wallets.ts';
import type { Candidate } from './target.ts';

/** An account as a candidate of a typed target. */
export function accountCandidate(listed: ListedAccount): Candidate<ListedAccount> {
  const { name, upi, number, phone, bank } = listed.account;
  return {
    value: listed,
    source: listed.source,
    ids: [],
    names: [...new Set([upi, name, bank])].filter((each) => each !== undefined),
    numbers: [number, phone].filter((each) => each !== undefined),
  };
}

/** A wallet as a candidate of a typed target. */
export function walletCandidate(listed: ListedWallet): Candidate<ListedWallet> {
  const { id, name } = listed.wallet;
  const names = name === undefined ? [] : [name];
  const called = listed.isUser ? { ids: [], names: [id, ...names] } : { ids: [id], names };
  return { value: listed, source: listed.source, ...called, numbers: [] };
}

/** The label of an account on a button. */
export function accountLabel({ account }: ListedAccount): string {
  const called = plainIdentifiers(accountIdentifiers(account));
  return account.number === undefined || called.includes('…')
    ? called
    : `${called} …${account.number.slice(-4)}`;
}

/** The label of a wallet on a button. */
export function walletLabel(listed: ListedWallet): string {
  return plainIdentifiers(walletIdentifiers(listed));
}
