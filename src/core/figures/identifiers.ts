import type { Account } from '../provider/provider.ts';
import { identifier } from '../reply/build.ts';
import { maskNumber } from '../reply/mask.ts';
import type { Identifier } from '../reply/types.ts';
import type { ListedWallet } from './wallets.ts';

/** A text in pieces, as the kinds of identifier that they really are. */
export type NameParts = readonly Identifier[];

/**
 * The identifiers in a text of unknown kind. What looks like a phone or account number is one, whole or within a name
 * (`bKash 01700000000`), so that it is masked like one. Before an `@` it is a part of an address, which stays whole.
 */
export function identifiersIn(
  text: string,
  otherwise: 'name' | 'upi' | 'wallet' = 'name',
  numbers: readonly string[] = [],
): NameParts {
  if (/^\d{5,}$/.test(text.replace(/[\s().+-]/g, ''))) return [numberIdentifier(text)];
  const own = numbers
    .filter((number) => number.length > 4)
    .map((number) => number.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  const runs = new RegExp(`(${[...own, '\\d{7,}'].join('|')})(?![\\w.+-]*@)`, 'u');
  return text.split(runs).flatMap((piece, index) => {
    if (piece === '') return [];
    return [index % 2 === 1 ? numberIdentifier(piece) : identifier(otherwise, piece)];
  });
}

/** What an account is called: its name, as what it really is. */
export function accountIdentifiers({ name, upi, number, phone }: Account): NameParts {
  if (name === upi) return [identifier('upi', name)];
  if (name === number) return [identifier('account', name)];
  if (name === phone) return [identifier('phone', name)];
  const numbers = [number, phone].filter((each) => each !== undefined);
  return identifiersIn(name, 'name', numbers);
}

/** What a wallet is called. A wallet user may be a phone number; an id of a wallet list is the provider's own. */
export function walletIdentifiers({ wallet, isUser }: Pick<ListedWallet, 'wallet' | 'isUser'>): NameParts {
  return isUser ? identifiersIn(wallet.id, 'wallet') : [identifier('wallet', wallet.id)];
}

/** Whether a text may stand whole where everyone reads it. */
export function isOpen(text: string): boolean {
  return identifiersIn(text).every(({ of }) => of === 'name');
}

/** The identifiers as they may stand where nothing masks them: in a button or a notification. */
export function plainIdentifiers(called: NameParts): string {
  return called
    .map(({ of, text }) => (of === 'account' || of === 'phone' ? maskNumber(text) : text))
    .join('');
}

function numberIdentifier(text: string): Identifier {
  const { length } = text.replace(/\D/g, '');
  return identifier(length >= 10 && length <= 13 ? 'phone' : 'account', text);
}
