import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountsOf } from '../../../src/core/figures/accounts.ts';
import type { AccountList, Connection, UnchangedList } from '../../../src/core/provider/provider.ts';
import { createHttpClient, type HttpClient } from '../../../src/http/client.ts';
import { json } from '../../../src/http/json.ts';
import { xml } from '../../../src/http/xml.ts';
import { payatom } from '../../../src/providers/payatom/index.ts';
import { sealable } from '../../contracts/cases.ts';
import { createQuickClock } from '../../fakes/quick-clock.ts';
import { type Loopback, listen, type Told } from '../loopback.ts';

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

describe('an account list of payatom that is asked for again', () => {
  let told: Told;
  let server: Loopback;
  let http: HttpClient;
  let connection: Connection;

  beforeEach(async () => {
    server = await listen(() => told);
    const clock = createQuickClock(0);
    http = createHttpClient({ clock });
    const given = { baseUrl: server.origin, email: 'asha@example.com' };
    const secrets = { apiKey: 'abc123xyz789', token: 'token-123456', verificationCode: 'a'.repeat(32) };
    connection = payatom.open(payatom.settings.parse(given), payatom.secrets.parse(sealable(secrets)), {
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
    told = { status: code, body };
    const list = await connection.can[question]?.({}, { marked });
    return list as AccountList | UnchangedList;
  };
  const leftIn = (list: AccountList | UnchangedList) => accountsOf(list)[0]?.figures.available;

  it('is read only when it is wanted, if it is the same to the letter', async () => {
    const first = await ask('accounts', status(400));
    const second = await ask('accounts', status(400));
    expect('accounts' in first).toBe(true);
    expect('accounts' in second).toBe(false);
    expect(second.validator).toEqual(first.validator);
    expect(second.notes).toEqual(first.notes);
    expect(accountsOf(second)).toEqual(accountsOf(first));
  });

  it('is read at once, without a mark, for who does not ask for one', async () => {
    await ask('accounts', status(400));
    const list = await ask('accounts', status(400), 200, false);
    expect('accounts' in list).toBe(true);
    expect(list.validator).toBeUndefined();
  });

  it('is another when anything in it is, and keeps what it was', async () => {
    await ask('accounts', status(400));
    const same = await ask('accounts', status(400));
    const other = await ask('accounts', status(399));
    expect('accounts' in other).toBe(true);
    expect(other.validator?.fingerprint).not.toBe(same.validator?.fingerprint);
    const amounts = [same, other].map((list) => leftIn(list));
    expect(amounts).toMatchObject([{ money: { amount: '400' } }, { money: { amount: '399' } }]);
    expect(leftIn(await ask('accounts', status(400)))).toMatchObject({ money: { amount: '400' } });
  });

  it('is never taken for one that was refused, foreign or came with a fault', async () => {
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
