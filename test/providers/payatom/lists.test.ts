import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountsOf } from '../../../src/core/figures/accounts.ts';
import type { AccountList, Connection, UnchangedList } from '../../../src/core/provider/provider.ts';
import { createHttpClient, type HttpClient } from '../../../src/http/client.ts';
import { json } from '../../../src/http/json.ts';
import { xml } from '../../../src/http/xml.ts';
import { payatom } from '../../../src/providers/payatom/index.ts';
import { sealable } from '../../contracts/cases.ts';
import { createQuickClock } from '../../fakes/quick-clock.ts';
import { type Loopback, type LoopbackAnswer, listen } from '../loopback.ts';

const row = (left: number) => ({
  account_detail: 'shop@bank',
  upi: 'shop@bank',
  status: 'Active',
  usage_enable: 'Enabled',
  usage_volum: String(1000 - left),
  limit_volum: '1000',
  rolling_balance: '0',
  available_limit: left,
});
const status = (left: number) => ({
  status: 'success',
  data: { active: { count: 1, accounts: [row(left)] }, inactive: { count: 0, accounts: [] } },
});
const limits = (email: string) => ({
  status: 'success',
  operator_details: { email },
  wallets: { upi: [{ ...row(400), minimum_balance: '10' }] },
});

describe('a repeated read of an account list of payatom', () => {
  let answer: LoopbackAnswer;
  let server: Loopback;
  let http: HttpClient;
  let connection: Connection;

  beforeEach(async () => {
    server = await listen(() => answer);
    const clock = createQuickClock(0);
    http = createHttpClient({ clock });
    const settings = { baseUrl: server.origin, email: 'asha@example.com' };
    const secrets = { apiKey: 'abc123xyz789', token: 'token-123456', verificationCode: 'a'.repeat(32) };
    connection = payatom.open(payatom.settings.parse(settings), payatom.secrets.parse(sealable(secrets)), {
      http,
      json,
      xml,
      clock,
    });
  });
  afterEach(async () => {
    await http.close();
    await server.close();
  });

  const ask = async (question: 'accounts' | 'limits', body: unknown, code = 200, marked = true) => {
    answer = { status: code, body };
    const list = await connection.can[question]?.({}, { marked });
    return list as AccountList | UnchangedList;
  };
  const leftIn = (list: AccountList | UnchangedList) => accountsOf(list)[0]?.figures.available;

  it('parses an identical response only if its accounts are used', async () => {
    const first = await ask('accounts', status(400));
    const second = await ask('accounts', status(400));
    expect('accounts' in first).toBe(true);
    expect('accounts' in second).toBe(false);
    expect(second.validator).toEqual(first.validator);
    expect(second.notes).toEqual(first.notes);
    expect(accountsOf(second)).toEqual(accountsOf(first));
  });

  it('parses at once, without a validator, if the caller does not ask for one', async () => {
    await ask('accounts', status(400));
    const list = await ask('accounts', status(400), 200, false);
    expect('accounts' in list).toBe(true);
    expect(list.validator).toBeUndefined();
  });

  it('returns a new validator if the list changed, and leaves the earlier list unchanged', async () => {
    await ask('accounts', status(400));
    const same = await ask('accounts', status(400));
    const other = await ask('accounts', status(399));
    expect('accounts' in other).toBe(true);
    expect(other.validator?.fingerprint).not.toBe(same.validator?.fingerprint);
    const amounts = [same, other].map((list) => leftIn(list));
    expect(amounts).toMatchObject([{ money: { amount: '400' } }, { money: { amount: '399' } }]);
    expect(leftIn(await ask('accounts', status(400)))).toMatchObject({ money: { amount: '400' } });
  });

  it('never treats a response as known if its like was rejected or had another status', async () => {
    for (let time = 0; time < 2; time++) {
      await expect(ask('limits', limits('ravi@example.com'))).rejects.toMatchObject({ reason: 'foreign' });
      await expect(ask('accounts', { status: 'error', message: 'no' })).rejects.toThrow();
    }
    await ask('limits', limits('asha@example.com'));
    await expect(ask('limits', limits('ravi@example.com'))).rejects.toMatchObject({ reason: 'foreign' });
    await ask('accounts', status(400));
    await expect(ask('accounts', status(400), 403)).rejects.toMatchObject({ reason: 'forbidden' });
    expect('accounts' in (await ask('accounts', status(400)))).toBe(false);
  });
});
