import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { ask, askBalance, md5, opened, printed, secretOf } from './ask.ts';

/** The moment one millisecond before midnight in India. */
const lateEvening = Date.UTC(2026, 10, 20, 18, 29, 59, 999);
const clock = createFakeClock(lateEvening);
const today = '2026-11-20';
const json = { outputFormat: 'json' };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ size: 'large', clock });
});
afterAll(() => sandbox.close());

const airpay = (operator?: string) => opened(sandbox, 'airpay', operator);

describe('wallet balance', () => {
  it('answers the document sample byte for byte, in XML unless JSON is requested', async () => {
    const xml = { status: 200, body: printed('airpay-balance.xml') };
    expect(await askBalance(airpay(), today)).toMatchObject(xml);
    expect(await askBalance(airpay(), today, { fields: { outputFormat: 'xml' } })).toMatchObject(xml);
    const heard = await askBalance(airpay(), today, { fields: json });
    expect(heard).toMatchObject({ status: 200, body: printed('airpay-balance.json') });
  });

  it('answers a wrong checksum with the documented body and HTTP 200', async () => {
    const checksum = '72ce8cfbb1347905c34e121336bb3d09';
    expect(await askBalance(airpay(), today, { fields: { checksum } })).toMatchObject({
      status: 200,
      body: printed('airpay-bad-checksum.xml'),
    });
    expect(await askBalance(airpay(), today, { fields: { checksum, ...json } })).toMatchObject({
      status: 200,
      body: printed('airpay-bad-checksum.json'),
    });
  });

  it('takes the day of the checksum from its clock, in India', async () => {
    const bad = printed('airpay-bad-checksum.xml');
    const good = printed('airpay-balance.xml');
    expect((await askBalance(airpay(), '2026-11-21')).body).toBe(bad);
    clock.jumpTo(lateEvening + 1);
    expect((await askBalance(airpay(), today)).body).toBe(bad);
    expect((await askBalance(airpay(), '2026-11-21')).body).toBe(good);
    expect((await askBalance(airpay(), '2026-11-21')).headers.date).toBe('Fri, 20 Nov 2026 18:30:00 GMT');
    clock.jumpTo(lateEvening);
    expect((await askBalance(airpay(), today)).body).toBe(good);
  });

  it('requires the checksum in lower-case hex over the fields exactly as sent', async () => {
    const privateKey = secretOf(airpay(), 'privateKey');
    const [wallet] = JSON.parse(secretOf(airpay(), 'wallets'));
    const right = md5(`18999${wallet.token}${wallet.user}${today}${privateKey}`);
    expect((await askBalance(airpay(), today, { fields: { checksum: right } })).body).toContain('50.00');
    const upper = await askBalance(airpay(), today, { fields: { checksum: right.toUpperCase() } });
    expect(upper.body).toBe(printed('airpay-bad-checksum.xml'));
    const dotted = md5(`18999.${wallet.token}.${wallet.user}.${today}.${privateKey}`);
    expect((await askBalance(airpay(), today, { fields: { checksum: dotted } })).body).not.toContain('50.00');
  });

  it('has a private key computed from secret, user name and password', async () => {
    const { createHash } = await import('node:crypto');
    const [secret, username, password] = ['secret', 'username', 'password'].map((name) =>
      secretOf(airpay(), name),
    );
    const made = createHash('sha256').update(`${secret}@${username}:|:${password}`).digest('hex');
    expect(made).toBe(secretOf(airpay(), 'privateKey'));
  });

  it('rejects a wrong merchant, private key, user or token with HTTP 200', async () => {
    const said = async (fields: Record<string, string>) => {
      const heard = await askBalance(airpay(), today, { fields: { ...fields, ...json } });
      expect(heard.status).toBe(200);
      const { TRANSACTIONSTATUS, MESSAGE } = JSON.parse(heard.body).TRANSACTION;
      return [TRANSACTIONSTATUS, MESSAGE];
    };
    expect(await said({ merchant_id: '18998' })).toEqual(['400', 'Merchant Key Authentication Failed']);
    expect(await said({ private_key: 'f'.repeat(64) })).toEqual(['400', 'Invalid Private Key']);
    expect(await said({ wallet_user: 'nobody@sandbox.invalid' })).toEqual(['503', 'No Records']);
    expect(await said({ token: 'f'.repeat(64) })).toEqual(['503', 'No Records']);
  });

  it('answers a configured user without a record with 503', async () => {
    const change = { user: 'closed@sandbox.invalid', fields: json };
    const heard = await askBalance(airpay('large'), today, change);
    expect(heard.status).toBe(200);
    expect(JSON.parse(heard.body).TRANSACTION.TRANSACTIONSTATUS).toBe('503');
  });

  it('accepts only complete forms, by POST, at its one address', async () => {
    const said = async (change: Parameters<typeof askBalance>[2]) =>
      (await askBalance(airpay(), today, change)).status;
    const typed = (type: string) => ({ headers: { 'Content-Type': type } });
    expect(await said(typed('application/json'))).toBe(403);
    expect(await said(typed('application/x-www-form-urlencodeds'))).toBe(403);
    expect(await said(typed('application/x-www-form-urlencoded; charset=utf-8'))).toBe(200);
    for (const name of ['merchant_id', 'token', 'private_key', 'wallet_user', 'checksum']) {
      expect(await said({ fields: { [name]: '' } }), name).toBe(403);
    }
    expect(await said({ method: 'PUT' })).toBe(405);
    expect((await ask(`${airpay().settings['baseUrl']}/airpay/wallet/api/walletTxn.php`)).status).toBe(404);
  });
});
