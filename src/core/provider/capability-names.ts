import type { Capability } from './provider.ts';

/** The name of each capability in a sentence. */
export const capabilityWords: Readonly<Record<Capability, string>> = {
  accounts: 'account list',
  limits: 'list of limits',
  summary: 'transaction summary',
  balances: 'balances',
  wallets: 'wallet list',
  wallet: 'wallet',
};

/** The name of a capability in a sentence. */
export function listText(capability: Capability): string {
  return capabilityWords[capability];
}
