import { Agent, request } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sandboxProviders } from '../../src/sandbox/connections.ts';
import { faults } from '../../src/sandbox/faults/faults.ts';
import {
  type Sandbox,
  type SandboxOptions,
  sandboxEndpoints,
  startSandbox,
} from '../../src/sandbox/index.ts';
import { createFakeClock } from '../fakes/clock.ts';
import {
  ask,
  askBalance,
  askLimits,
  askStatus,
  askSummary,
  askWallets,
  opened,
  printed,
  secretOf,
} from './ask.ts';

const started: Sandbox[] = [];
const start = async (options: Partial<SandboxOptions> = {}) => {
  const sandbox = await startSandbox({ size: 'sample', clock: createFakeClock(), ...options });
  started.push(sandbox);
  return sandbox;
};
afterEach(async () => {
  await Promise.all(started.splice(0).map((sandbox) => sandbox.close()));
});

const today = '2026-11-20';

describe('the sandbox', () => {
  it('has one connection per provider for the sample operator and, if requested, for the large one', async () => {
    const names = (sandbox: Sandbox) =>
      sandbox.connections.map(({ operator, provider }) => `${operator.id} ${provider}`);
    const sample = ['sample payatom', 'sample airpay', 'sample wallets-api'];
    expect(names(await start())).toEqual(sample);
    expect(names(await start({ size: 'large' }))).toEqual([
      ...sample,
      'large payatom',
      'large airpay',
      'large wallets-api',
    ]);
  });

  it('listens only on loopback, on free ports or on fixed ones', async () => {
    const free = await start();
    const origins = sandboxProviders.map((provider) => String(opened(free, provider).settings['baseUrl']));
    expect(new Set(origins).size).toBe(3);
    for (const origin of origins) expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const ports = sandboxProviders.map((_, at) => Number(origins[at]?.split(':')[2]));
    await free.close();
    const [payatom = 0, airpay = 0, wallets = 0] = ports;
    const fixed = await start({ ports: { payatom, airpay, 'wallets-api': wallets } });
    expect(sandboxProviders.map((provider) => opened(fixed, provider).settings['baseUrl'])).toEqual(origins);
  });

  it('rejects if a port is in use, and leaves no port open', async () => {
    const first = await start();
    const taken = Number(String(opened(first, 'wallets-api').settings['baseUrl']).split(':')[2]);
    const probe = await start();
    const port = Number(String(opened(probe, 'payatom').settings['baseUrl']).split(':')[2]);
    await probe.close();
    const ports = { payatom: port, 'wallets-api': taken };
    await expect(start({ ports })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(ask(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('has random credentials, and the same ones at every start with a seed', async () => {
    const secrets = (sandbox: Sandbox) => JSON.stringify(sandbox.connections.map((one) => one.secrets));
    expect(secrets(await start())).not.toBe(secrets(await start()));
    expect(secrets(await start({ seed: 'a' }))).toBe(secrets(await start({ seed: 'a' })));
    expect(secrets(await start({ seed: 'a' }))).not.toBe(secrets(await start({ seed: 'b' })));
  });

  it('shares no credential between operators or fields', async () => {
    const { connections } = await start({ size: 'large' });
    const values = connections.flatMap(({ secrets, otherSecrets }) => {
      const named = Object.assign({}, ...otherSecrets, secrets) as Record<string, string>;
      return Object.values(named);
    });
    expect(values).toHaveLength(28);
    expect(new Set(values).size).toBe(values.length);
  });

  it('never returns the data of one operator for the key of another', async () => {
    const sandbox = await start({ size: 'large' });
    const both = ['sample', 'large'] as const;
    for (const own of both) {
      const other = own === 'sample' ? 'large' : 'sample';
      const [payatom, otherPayatom] = [opened(sandbox, 'payatom', own), opened(sandbox, 'payatom', other)];
      expect((await askStatus(payatom)).body).not.toBe((await askStatus(otherPayatom)).body);
      const mixed = await askLimits(payatom, { fields: { email: otherPayatom.settings['email'] } });
      expect(mixed.status).toBe(401);
      const code = { verification_code: secretOf(otherPayatom, 'verificationCode') };
      expect((await askLimits(payatom, { fields: code })).status).toBe(401);

      const [airpay, otherAirpay] = [opened(sandbox, 'airpay', own), opened(sandbox, 'airpay', other)];
      const [wallet] = JSON.parse(secretOf(otherAirpay, 'wallets'));
      for (const fields of [
        { wallet_user: wallet.user, token: wallet.token },
        { wallet_user: wallet.user },
        { merchant_id: String(otherAirpay.settings['merchantId']) },
        { private_key: secretOf(otherAirpay, 'privateKey') },
      ]) {
        expect((await askBalance(airpay, today, { fields })).body).not.toContain('WALLETBALANCE');
      }

      const wallets = opened(sandbox, 'wallets-api', own);
      const mine = (await askWallets(wallets, '/api/v1/wallets')).body;
      const theirs = (await askWallets(opened(sandbox, 'wallets-api', other), '/api/v1/wallets')).body;
      for (const { id } of JSON.parse(theirs)) expect(mine).not.toContain(`"id": ${id},`);
    }
    const numbers: string[] = ['123456789', '1234567890'];
    for (const account_number of numbers) {
      const { body } = await askSummary(opened(sandbox, 'payatom', 'large'), { fields: { account_number } });
      expect(JSON.parse(body).data).toEqual([]);
    }
  });

  it('answers with the documented internal error during the outage of an endpoint or a provider', async () => {
    const sandbox = await start();
    const payatom = opened(sandbox, 'payatom');
    const wallets = opened(sandbox, 'wallets-api');
    const outage = { kind: 'outage' } as const;
    const out = (name: string) => ({ status: 500, body: printed(name) });
    sandbox.faults.set('payatom.status', outage);
    sandbox.faults.set('wallets-api', outage);
    expect(await askStatus(payatom)).toMatchObject(out('payatom-database.json'));
    expect((await askLimits(payatom)).status).toBe(200);
    expect((await askBalance(opened(sandbox, 'airpay'), today)).status).toBe(200);
    expect(await askWallets(wallets, '/api/v1/wallets')).toMatchObject(out('wallets-list-failed.json'));
    expect(await askWallets(wallets, '/api/v1/wallets/101')).toMatchObject(out('wallets-one-failed.json'));
    const currencies = await askWallets(wallets, '/api/v1/currencies');
    expect(JSON.parse(currencies.body).error.message).toBe('Error retrieving currency');
    sandbox.faults.clear('payatom.status');
    expect((await askStatus(payatom)).status).toBe(200);
    expect((await askWallets(wallets, '/api/v1/wallets')).status).toBe(500);
    sandbox.faults.clear();
    expect((await askWallets(wallets, '/api/v1/wallets')).status).toBe(200);
  });

  it('lets an endpoint or a provider fail until it is cleared, and continues to count requests', async () => {
    const sandbox = await start();
    const payatom = opened(sandbox, 'payatom');
    const fault = (name: string) => faults.find((one) => one.name === name) ?? expect.fail(name);
    sandbox.faults.set('payatom.status', fault('HTML page'));
    sandbox.faults.set('payatom.summary', fault('reset before the headers'));
    expect((await askStatus(payatom)).body).toContain('<!DOCTYPE html>');
    await expect(askSummary(payatom)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await askLimits(payatom)).body).toBe(printed('payatom-limits.json'));
    sandbox.faults.set('payatom', fault('closed at once'));
    await expect(askLimits(payatom)).rejects.toMatchObject({ code: 'ECONNRESET' });
    sandbox.faults.clear();
    expect((await askStatus(payatom)).body).toBe(printed('payatom-status.json'));
    expect((await askSummary(payatom)).body).toBe(printed('payatom-summary.json'));
    const counted = { 'payatom.status': 2, 'payatom.summary': 2, 'payatom.limits': 1 };
    expect(sandbox.hits()).toMatchObject(counted);
  });

  it('delays a late answer by its own clock', async () => {
    const clock = createFakeClock();
    const sandbox = await start({ clock });
    sandbox.faults.set('airpay', { name: 'slow', kind: 'late', millis: 5000, expect: ['ok'], arrives: true });
    let heard = false;
    const answer = askBalance(opened(sandbox, 'airpay'), today).then(({ body }) => {
      heard = true;
      return body;
    });
    await vi.waitUntil(() => clock.sleepers() === 1);
    await clock.advance(4999);
    expect([heard, clock.sleepers()]).toEqual([false, 1]);
    await clock.advance(1);
    expect(await answer).toBe(printed('airpay-balance.xml'));
  });

  it('counts the requests to each endpoint', async () => {
    const sandbox = await start();
    const payatom = opened(sandbox, 'payatom');
    const wallets = opened(sandbox, 'wallets-api');
    await askStatus(payatom);
    await askStatus(payatom, { 'Api-Key': 'wrong' });
    await askWallets(wallets, '/api/v1/wallets/101');
    await askWallets(wallets, '/api/v1/wallets/102');
    await askWallets(wallets, '/nowhere');
    const none = Object.fromEntries(sandboxEndpoints.map((name) => [name, 0]));
    expect(sandbox.hits()).toEqual({ ...none, 'payatom.status': 2, 'wallets-api.wallet': 2 });
  });

  it('ends every connection when it closes, also idle ones and those with an incomplete request', async () => {
    const sandbox = await start();
    const agent = new Agent({ keepAlive: true });
    const base = String(opened(sandbox, 'payatom').settings['baseUrl']);
    const broken = new Promise<string>((resolve) => {
      const half = request(`${base}/api/wallet_balance.php`, { method: 'POST', agent });
      half.on('error', (thrown: NodeJS.ErrnoException) => resolve(thrown.code ?? ''));
      half.write('{');
    });
    await new Promise<void>((resolve) => {
      request(`${base}/`, { agent }, (answer) => answer.resume().on('end', resolve)).end();
    });
    expect(sandbox.openSockets()).toBe(2);
    await sandbox.close();
    expect(await broken).toBe('ECONNRESET');
    expect(sandbox.openSockets()).toBe(0);
    agent.destroy();
    await expect(ask(base)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
