import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenWithFaults } from '../../src/sandbox/faults/listen.ts';
import { createHandler } from '../../src/sandbox/http.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { issueKeys } from '../../src/sandbox/operators.ts';
import { createPayatom, noAccounts } from '../../src/sandbox/payatom.ts';
import { createHex } from '../../src/sandbox/random.ts';
import { sampleOperator } from '../../src/sandbox/sample.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { ask, askLimits, askStatus, askSummary, md5, opened, printed, secretOf } from './ask.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ size: 'sample', clock: createFakeClock() });
});
afterAll(() => sandbox.close());

const payatom = () => opened(sandbox, 'payatom');

describe('account status', () => {
  it('answers the document sample byte for byte', async () => {
    const heard = await askStatus(payatom());
    expect(heard.status).toBe(200);
    expect(heard.body).toBe(printed('payatom-status.json'));
  });

  it('answers an operator without accounts with the documented body', async () => {
    const bare = { ...sampleOperator, payatom: { ...sampleOperator.payatom, status: noAccounts } };
    const tenant = issueKeys(bare, createHex('bare'));
    const clock = createFakeClock();
    const handler = createHandler(createPayatom([tenant]), clock, () => false);
    const server = await listenWithFaults({ handler, clock, fault: () => undefined });
    const heard = await ask(`${server.origin}/bot/api_v2/account_status.php`, {
      headers: { 'Api-Key': tenant.keys.payatom.apiKey },
    });
    await server.close();
    expect(heard).toMatchObject({ status: 200, body: printed('payatom-status-empty.json') });
  });

  it('rejects a missing, empty, wrong or doubled key with the documented texts', async () => {
    const key = secretOf(payatom(), 'apiKey');
    const missing = { status: 401, body: printed('payatom-key-missing.json') };
    const refused = { status: 401, body: printed('payatom-key-refused.json') };
    expect(await askStatus(payatom(), {})).toMatchObject(missing);
    expect(await askStatus(payatom(), { 'Api-Key': '' })).toMatchObject(missing);
    expect(await askStatus(payatom(), { Authorization: key })).toMatchObject(missing);
    expect(await askStatus(payatom(), { 'Api-Key': 'wrong' })).toMatchObject(refused);
    expect(await askStatus(payatom(), { 'Api-Key': [key, key] })).toMatchObject(refused);
    expect(await askStatus(payatom(), { 'Api-Key': `Bearer ${key}` })).toMatchObject(refused);
  });

  it('rejects other paths and other methods', async () => {
    const base = String(payatom().settings['baseUrl']);
    const headers = { 'Api-Key': secretOf(payatom(), 'apiKey') };
    for (const path of [
      '/bot/api_v2/account_status',
      '/bot/api_v2/account_status.php/',
      '/bot//api_v2/account_status.php',
      '/a/../bot/api_v2/account_status.php',
      '/',
    ]) {
      expect((await ask(`${base}`, { headers, path })).status).toBe(404);
    }
    const posted = await ask(`${base}/bot/api_v2/account_status.php`, { method: 'POST', headers });
    expect(posted.status).toBe(405);
    expect(posted.headers.allow).toBe('GET');
    expect(posted.body).not.toContain('upi');
  });
});

describe('P2P accounts', () => {
  it('answers the document sample byte for byte', async () => {
    const heard = await askLimits(payatom());
    expect(heard.status).toBe(200);
    expect(heard.body).toBe(printed('payatom-limits.json'));
  });

  it('accepts the MD5 of the password as the verification code', async () => {
    expect(secretOf(payatom(), 'verificationCode')).toBe(md5(secretOf(payatom(), 'password')));
  });

  it('requires the bare token, the e-mail address and the code of the same operator', async () => {
    const token = secretOf(payatom(), 'token');
    const json = { 'Content-Type': 'application/json' };
    const said = async (change: Parameters<typeof askLimits>[1]) => {
      const heard = await askLimits(payatom(), change);
      return `${heard.status} ${JSON.parse(heard.body).message}`;
    };
    expect(await said({ headers: json })).toBe('401 Authorization header missing');
    expect(await said({ headers: { ...json, Authorization: `Bearer ${token}` } })).toBe('401 Invalid token');
    expect(await said({ fields: { email: undefined } })).toBe('400 Email is missing');
    expect(await said({ fields: { verification_code: 7 } })).toBe('400 Verification Code is missing');
    expect(await said({ fields: { email: 'abd@payatom.in' } })).toBe(
      '401 Invalid email or verification code',
    );
    expect(await said({ fields: { verification_code: secretOf(payatom(), 'password') } })).toBe(
      '401 Invalid email or verification code',
    );
    expect(await said({ body: '[]' })).toBe('400 Invalid JSON body');
    expect(await said({ headers: { Authorization: token, 'Content-Type': 'text/plain' } })).toBe(
      '400 Invalid JSON body',
    );
    expect((await askLimits(payatom(), { method: 'PUT' })).status).toBe(405);
  });
});

describe('transaction summary', () => {
  it('answers the document sample for both account numbers, both date types and any day', async () => {
    for (const account_number of ['123456789', '1234567890']) {
      for (const filter_date_type of ['action_date', 'c_date']) {
        for (const filter_date of ['31-12-2023', '29-02-2024', '01-01-2000']) {
          const fields = { account_number, filter_date_type, filter_date };
          const heard = await askSummary(payatom(), { fields });
          expect(heard).toMatchObject({ status: 200, body: printed('payatom-summary.json') });
        }
      }
    }
  });

  it('answers any other account number with an empty summary', async () => {
    for (const account_number of ['0123456789', '12345678', '1234567890123456789']) {
      const heard = await askSummary(payatom(), { fields: { account_number } });
      expect(heard).toMatchObject({ status: 200, body: printed('payatom-summary-empty.json') });
    }
  });

  it('answers every documented error with its text and 401', async () => {
    const refusal = (name: string) => ({ status: 401, body: printed(name) });
    const json = { 'Content-Type': 'application/json' };
    expect(await askSummary(payatom(), { headers: json })).toMatchObject(
      refusal('payatom-summary-key-missing.json'),
    );
    const wrong = await askSummary(payatom(), { headers: { ...json, 'Api-Key': 'wrong' } });
    expect(wrong.status).toBe(401);
    expect(JSON.parse(wrong.body)).toEqual(JSON.parse(printed('payatom-key-refused.json')));

    const cases: readonly [fields: object, fixture: string][] = [
      [{ filter_date_type: undefined }, 'payatom-summary-type-missing.json'],
      [{ filter_date_type: '' }, 'payatom-summary-type-missing.json'],
      [{ filter_date: undefined }, 'payatom-summary-date-missing.json'],
      [{ filter_date: 31122023 }, 'payatom-summary-date-missing.json'],
      [{ filter_date_type: 'Action_Date' }, 'payatom-summary-type-unsupported.json'],
      ...['31-02-2024', '2024-01-31', '1-1-2024', '31/12/2023', '31-12-23', 'today', '29-02-2023'].map(
        (filter_date): [object, string] => [{ filter_date }, 'payatom-summary-date-invalid.json'],
      ),
    ];
    for (const [fields, fixture] of cases) {
      expect(await askSummary(payatom(), { fields }), JSON.stringify(fields)).toMatchObject(refusal(fixture));
    }
  });

  it('rejects a missing or numeric account number, a body other than a JSON object, and another content type', async () => {
    const said = async (change: Parameters<typeof askSummary>[1]) => {
      const heard = await askSummary(payatom(), change);
      expect(heard.status).toBe(401);
      return JSON.parse(heard.body).message;
    };
    expect(await said({ fields: { account_number: undefined } })).toBe('Account Number is missing');
    expect(await said({ fields: { account_number: 123456789 } })).toBe('Account Number is missing');
    expect(await said({ body: '{' })).toBe('Invalid JSON body');
    expect(await said({ headers: { 'Api-Key': secretOf(payatom(), 'apiKey') } })).toBe('Invalid JSON body');
    expect((await askSummary(payatom(), { method: 'PUT' })).status).toBe(405);
  });

  it('rejects a body over 64 KiB', async () => {
    expect((await askSummary(payatom(), { fields: { more: 'x'.repeat(70_000) } })).status).toBe(413);
  });
});
