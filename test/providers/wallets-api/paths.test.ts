import { expect, it } from 'vitest';
import { pagePath, walletPath } from '../../../src/providers/wallets-api/calls.ts';

it('a page is asked for by number, with the name as a filter if there is one', () => {
  expect(pagePath(3, undefined)).toBe('/api/v1/wallets?page=3&limit=1000');
  expect(pagePath(1, 'Euro & co')).toBe('/api/v1/wallets?page=1&limit=1000&name=Euro%20%26%20co');
});

it('a wallet is asked for by its id', () => {
  expect(walletPath('101')).toBe('/api/v1/wallets/101');
});
