import type { Capability } from './provider.ts';

export const capabilityWords: Readonly<Record<Capability, string>> = {
  accounts: 'account list',
  limits: 'list of limits',
  summary: 'transaction summary',
  balances: 'balances',
  wallets: 'wallet list',
  wallet: 'wallet',
};

/** What a question asks for, in words. */
export function listText(capability: Capability): string {
  return capabilityWords[capability];
}
