import type { Account } from '../provider/provider.ts';
import { identifier } from '../reply/build.ts';
import { maskNumber } from '../reply/mask.ts';
import type { Identifier } from '../reply/types.ts';
import type { ListedWallet } from './wallets.ts';

/** A name split into identifiers, each of its real kind. */
export type NameParts = readonly Identifier[];

/**
 * Splits a text of unknown kind into identifiers. Digits that look like a phone or account number count as one, also within
 * a name (`bKash 01700000000`), so that they are masked. Digits before an `@` are a part of an address, which is not split.
 */
export function identifiersIn(
  text: string,
  otherwise: 'name' | 'upi' | 'wallet' = 'name',
  numbers: readonly string[] = [],
): NameParts {
  if (/^\d{5,}$/.test(text.replace(/[\s().+-]/g, ''))) return [numberIdentifier(text)];
  const knownNumbers = numbers
    .filter((number) => number.length > 4)
    .map((number) => number.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  const runs = new RegExp(`(${[...knownNumbers, '\\d{7,}'].join('|')})(?![\\w.+-]*@)`, 'u');
  return text.split(runs).flatMap((piece, index) => {
    if (piece === '') return [];
    return [index % 2 === 1 ? numberIdentifier(piece) : identifier(otherwise, piece)];
  });
}

/** The name of an account, as identifiers of its real kind. */
export function accountIdentifiers({ name, upi, number, phone }: Account): NameParts {
  if (name === upi) return [identifier('upi', name)];
  if (name === number) return [identifier('account', name)];
  if (name === phone) return [identifier('phone', name)];
  const numbers = [number, phone].filter((each) => each !== undefined);
  return identifiersIn(name, 'name', numbers);
}

/** The name of a wallet. A wallet user may be a phone number; the id in a wallet list is the provider's own. */
export function walletIdentifiers({ wallet, isUser }: Pick<ListedWallet, 'wallet' | 'isUser'>): NameParts {
  return isUser ? identifiersIn(wallet.id, 'wallet') : [identifier('wallet', wallet.id)];
}

/** Whether a text has no number that must be masked in a bound chat. */
export function isOpen(text: string): boolean {
  return identifiersIn(text).every(({ of }) => of === 'name');
}

/** The identifiers as text with masked numbers, for buttons and notifications. */
export function plainIdentifiers(name: NameParts): string {
  return name.map(({ of, text }) => (of === 'account' || of === 'phone' ? maskNumber(text) : text)).join('');
}

function numberIdentifier(text: string): Identifier {
  const { length } = text.replace(/\D/g, '');
  return identifier(length >= 10 && length <= 13 ? 'phone' : 'account', text);
}
