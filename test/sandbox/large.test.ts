import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { createFakeClock } from '../fakes/clock.ts';
import {
  askBalance,
  askLimits,
  askStatus,
  askSummary,
  askWallets,
  opened,
  printed,
  secretOf,
} from './ask.ts';

interface StatusRow {
  readonly upi: string | null;
  readonly status: string;
  readonly account_no: string | null;
  readonly usage_enable: string;
  readonly usage_volum: string | null;
  readonly limit_volum: string | null;
  readonly rolling_balance: string | null;
  readonly available_limit: number | null;
}

const today = '2026-11-20';
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ size: 'large', clock: createFakeClock() });
});
afterAll(() => sandbox.close());

async function statusRows(from: Sandbox): Promise<readonly StatusRow[]> {
  const { data } = JSON.parse((await askStatus(opened(from, 'payatom', 'large'))).body);
  expect(data.active.count).toBe(data.active.accounts.length);
  expect(data.inactive.count).toBe(data.inactive.accounts.length);
  return [...data.active.accounts, ...data.inactive.accounts];
}

/** Returns all bodies of the large operator, with the summaries of two days. */
async function allBodies(from: Sandbox): Promise<readonly string[]> {
  const payatom = opened(from, 'payatom', 'large');
  const airpay = opened(from, 'airpay', 'large');
  const wallets = opened(from, 'wallets-api', 'large');
  const bodies = [(await askStatus(payatom)).body, (await askLimits(payatom)).body];
  for (const { account_no } of await statusRows(from)) {
    if (account_no === null) continue;
    for (const filter_date of ['31-12-2023', '20-11-2026']) {
      bodies.push((await askSummary(payatom, { fields: { account_number: account_no, filter_date } })).body);
    }
  }
  for (const { user } of JSON.parse(secretOf(airpay, 'wallets'))) {
    bodies.push((await askBalance(airpay, today, { user })).body);
  }
  for (const path of ['/api/v1/wallets?limit=10000', '/api/v1/currencies']) {
    bodies.push((await askWallets(wallets, path)).body);
  }
  return bodies;
}

describe('the large operator', () => {
  it('answers the same bytes at every start, with different keys', async () => {
    const again = await startSandbox({ size: 'large', clock: createFakeClock() });
    const hash = (bodies: readonly string[]) => createHash('sha256').update(bodies.join('\n')).digest('hex');
    const [first, second] = [await allBodies(sandbox), await allBodies(again)];
    expect(first.length).toBeGreaterThan(500);
    expect(hash(second)).toBe(hash(first));
    const key = (from: Sandbox) => secretOf(opened(from, 'payatom', 'large'), 'apiKey');
    expect(key(again)).not.toBe(key(sandbox));
    await again.close();
  });

  it('has 400 accounts of every kind, with consistent figures', async () => {
    const rows = await statusRows(sandbox);
    expect(rows).toHaveLength(400);
    const count = (test: (row: StatusRow) => boolean) => rows.filter(test).length;
    expect(count(({ upi }) => upi !== null)).toBe(220);
    expect(count(({ status }) => status === 'Active')).toBeGreaterThan(250);
    expect(count(({ status }) => status === 'Inactive')).toBeGreaterThan(50);
    expect(count(({ available_limit: left }) => left !== null && left < 0)).toBeGreaterThan(5);
    expect(
      count(({ usage_volum, limit_volum }) => Number(usage_volum) > Number(limit_volum)),
    ).toBeGreaterThan(3);
    const numbers = rows.flatMap(({ account_no }) => account_no ?? []);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.every((number) => /^\d{9,18}$/.test(number))).toBe(true);
    expect(numbers.filter((number) => number.startsWith('0')).length).toBeGreaterThan(10);
    expect(numbers.filter((number) => number.length > 15).length).toBeGreaterThan(10);
    for (const row of rows) {
      const tracked = row.usage_enable === 'Enabled';
      const left = Number(row.limit_volum) - Number(row.usage_volum) - Number(row.rolling_balance);
      expect(row.available_limit).toBe(tracked ? left : null);
      expect([row.usage_volum, row.limit_volum, row.rolling_balance].includes(null)).toBe(!tracked);
    }
    expect(count(({ usage_enable }) => usage_enable === 'Not Enabled')).toBeGreaterThan(20);
  });

  it('has P2P accounts, some of them also in the status list with the same figures', async () => {
    const { wallets } = JSON.parse((await askLimits(opened(sandbox, 'payatom', 'large'))).body);
    expect(Object.keys(wallets)).toEqual(['upi', 'imps_upi', 'bKash', 'Nagad', 'Rocket', 'Upay']);
    const rows = Object.values(wallets).flat() as Record<string, string>[];
    const status = await statusRows(sandbox);
    const twins = rows.flatMap((row) => {
      const number = row['account_number'] ?? row['Account_number'];
      const twin = status.find(({ upi, account_no }) =>
        row['upi'] === undefined ? account_no === number : upi === row['upi'],
      );
      return twin === undefined ? [] : [{ row, twin }];
    });
    expect([rows.length, twins.length]).toEqual([225, 175]);
    for (const { row, twin } of twins) {
      if (twin.usage_volum === null) continue;
      expect([row['usage_volume'], row['limit_volume']]).toEqual([twin.usage_volum, twin.limit_volum]);
    }
    expect(rows.some((row) => 'Account_number' in row)).toBe(true);
  });

  it('has summaries with six statuses, different by account, day and date type', async () => {
    const payatom = opened(sandbox, 'payatom', 'large');
    const numbers = (await statusRows(sandbox)).flatMap(({ account_no }) => account_no ?? []).slice(0, 20);
    const statuses = new Set<string>();
    const bodies = new Set<string>();
    for (const account_number of numbers) {
      for (const change of [{}, { filter_date: '01-01-2024' }, { filter_date_type: 'c_date' }]) {
        const { body } = await askSummary(payatom, { fields: { account_number, ...change } });
        for (const status of Object.keys(JSON.parse(body).data)) statuses.add(status);
        bodies.add(body);
      }
    }
    expect(bodies.size).toBe(60);
    expect([...statuses].sort()).toEqual(
      ['Approved', 'Cancelled', 'Declined', 'Late Approved', 'Pending', 'User Timed Out'].sort(),
    );
    const unknown = await askSummary(payatom, { fields: { account_number: '123456789' } });
    expect(unknown.body).toBe(printed('payatom-summary-empty.json'));
  });

  it('has 60 wallets in 6 currencies, one of them unknown and one without decimals', async () => {
    const connection = opened(sandbox, 'wallets-api', 'large');
    const { body } = await askWallets(connection, '/api/v1/wallets?limit=100');
    const rows: { currency_id: number; amount: number; type: string }[] = JSON.parse(body);
    const currencies: { id: number; precision: number }[] = JSON.parse(
      (await askWallets(connection, '/api/v1/currencies')).body,
    );
    const used = [...new Set(rows.map((row) => row.currency_id))];
    expect([rows.length, used.length]).toEqual([60, 6]);
    expect(used.filter((id) => !currencies.some((currency) => currency.id === id))).toHaveLength(1);
    for (const [, id, amount] of body.matchAll(/"currency_id": (\d+),\n"amount": (\S+),/g)) {
      expect(amount).toMatch(id === '3' ? /^-?\d+$/ : /^-?\d+\.\d\d$/);
    }
    const below = rows.filter(({ amount }) => amount < 0);
    expect(below.length).toBeGreaterThan(3);
    expect(below.every(({ type }) => type === 'POSTPAID')).toBe(true);
  });
});
