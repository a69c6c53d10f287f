import type { Account } from './provider.ts';
import { identifier } from './reply/build.ts';
import { maskNumber } from './reply/mask.ts';
import type { Identifier } from './reply/types.ts';
import type { ListedWallet } from './wallets.ts';

/** The identifier in a text of unknown kind: what looks like a phone or account number is masked like one. */
export function identifierIn(text: string, otherwise: 'name' | 'upi' | 'wallet' = 'name'): Identifier {
  const digits = text.replace(/[\s().+-]/g, '');
  if (!/^\d{5,}$/.test(digits)) return identifier(otherwise, text);
  return identifier(digits.length >= 10 && digits.length <= 13 ? 'phone' : 'account', text);
}

/** What an account is called: its name, as the kind of identifier that it really is. */
export function accountIdentifier({ name, upi, number, phone }: Account): Identifier {
  if (name === upi) return identifier('upi', name);
  if (name === number) return identifier('account', name);
  if (name === phone) return identifier('phone', name);
  return identifierIn(name);
}

/** What a wallet is called. A wallet user may be a phone number; an id of a wallet list is the provider's own. */
export function walletIdentifier({ wallet, isUser }: ListedWallet): Identifier {
  return isUser ? identifierIn(wallet.id, 'wallet') : identifier('wallet', wallet.id);
}

/** The identifier as it may stand where nothing masks it: in a button or a notification. */
export function plainIdentifier({ of, text }: Identifier): string {
  return of === 'account' || of === 'phone' ? maskNumber(text) : text;
}
