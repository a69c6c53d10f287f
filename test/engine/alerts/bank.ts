import { connections } from '../../../src/core/access/records.ts';
import type { Vault } from '../../../src/core/secret/vault.ts';
import type { Store } from '../../../src/core/store.ts';
import { withSecrets } from '../../../src/engine/readings/credentials.ts';
import { type Loopback, listen } from '../../providers/loopback.ts';

/** A provider on loopback that answers in its documented format, with the figures that a test sets. */
export interface Bank extends Pick<Loopback, 'origin' | 'asked' | 'close'> {
  /** Sets the remaining amount of a limit of 1,000. */
  left(upi: string, amount: number): void;
}

const apiKey = 'bank0canary0bank0canary';

export async function openBank(): Promise<Bank> {
  const books = new Map<string, number>();
  const server = await listen(({ headers }) => {
    if (headers['api-key'] !== apiKey) {
      return { status: 401, body: '{"status": "error", "message": "Invalid or unauthorized Api-Key"}' };
    }
    const accounts = [...books].map(([upi, left]) => rowOf(upi, left));
    const active = { count: accounts.length, accounts };
    const data = { active, inactive: { count: 0, accounts: [] } };
    const headersOfJson = { 'content-type': 'application/json' };
    return { headers: headersOfJson, body: JSON.stringify({ status: 'success', data }, undefined, 4) };
  });
  return { ...server, left: (upi, amount) => void books.set(upi, amount) };
}

/** A row of the account status list: all numbers are texts except the available limit. */
function rowOf(upi: string, left: number) {
  return {
    account_detail: upi,
    upi,
    phone_number: '1234567890',
    status: 'Active',
    account_no: null,
    usage_enable: 'Enabled',
    usage_volum: String(1_000 - left),
    limit_volum: '1000',
    rolling_balance: '0',
    available_limit: left,
  };
}

/** Stores the connection, as the host CLI does. */
export async function connectBank(store: Store, vault: Vault, operator: string, bank: Bank): Promise<void> {
  const settings = { baseUrl: bank.origin };
  const bare = { operator, id: 'upi', provider: 'payatom', settings, secrets: {} };
  await store.transact((change) =>
    change.put(connections, `${operator}/upi`, withSecrets(bare, { apiKey }, vault)),
  );
}
