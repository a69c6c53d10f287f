import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors/errors.ts';
import type { Connection, HttpPort } from '../../../src/core/provider/provider.ts';
import { json } from '../../../src/http/json.ts';
import { xml } from '../../../src/http/xml.ts';
import { walletsApi } from '../../../src/providers/wallets-api/index.ts';
import { sealable } from '../../contracts/cases.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { closeAll, connect, idOf, minute, sessions, until } from './wallets-api.ts';

afterEach(closeAll);

/** Opens a connection that sends requests to `send` instead of the network. */
function openWith(secrets: Record<string, string>, send: HttpPort['send']): Connection {
  return walletsApi.open(
    walletsApi.settings.parse({ baseUrl: 'https://provider.test' }),
    walletsApi.secrets.parse(sealable(secrets)),
    { http: { send }, json, xml, clock: createFakeClock() },
  );
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

describe('the login of wallets-api', () => {
  it('is sent once for twenty concurrent requests', async () => {
    const clock = createFakeClock();
    const { connection, asked } = await connect(clock, sessions(clock).answer);
    const ids = Array.from({ length: 20 }, (_, index) => String(index + 1));
    expect(await Promise.all(ids.map((id) => idOf(connection, id)))).toEqual(ids);
    expect(asked('/auth/login')).toBe(1);
    expect(asked('/auth/refresh')).toBe(0);
    expect(asked('/api/v1/currencies')).toBe(1);
  });

  it('is renewed once and the request repeated once if the response stays 401', async () => {
    const clock = createFakeClock();
    const provider = sessions(clock);
    const { connection, asked } = await connect(clock, (question) => {
      return question.path.startsWith('/api/v1/wallets')
        ? { status: 401, body: '{}' }
        : provider.answer(question);
    });
    await expect(idOf(connection, '1')).rejects.toMatchObject({
      reason: 'key-refused',
      advice: expect.stringContaining('user name and password'),
    });
    expect(asked('/api/v1/wallets/1')).toBe(2);
    expect(asked('/auth/')).toBe(2);
  });

  it('is repeated ever more rarely after it was rejected', async () => {
    const clock = createFakeClock();
    const provider = sessions(clock);
    let disabled = true;
    const { connection, asked } = await connect(clock, (question) => {
      const isRefused = disabled && question.path === '/auth/login';
      return isRefused
        ? { status: 401, body: { error: { code: 'UNAUTHORIZED' } } }
        : provider.answer(question);
    });
    const refusal = expect.objectContaining({
      reason: 'key-refused',
      advice: expect.stringContaining('user name and password'),
    });
    const answers = await Promise.allSettled(['1', '2', '3'].map((id) => idOf(connection, id)));
    expect(answers).toEqual(answers.map(() => ({ status: 'rejected', reason: refusal })));
    expect(asked('/auth/login')).toBe(1);
    const tries: number[] = [];
    for (let asking = 1; asking <= 120; asking++) {
      await clock.advance(30_000);
      const before = asked('/auth/login');
      await expect(idOf(connection, '1')).rejects.toEqual(refusal);
      if (asked('/auth/login') > before) tries.push(asking / 2);
    }
    expect(tries).toEqual([1, 3, 7, 15, 25, 35, 45, 55]);
    disabled = false;
    await clock.advance(10 * minute);
    expect(await idOf(connection, '1')).toBe('1');
    expect(asked('/api/v1/wallets')).toBe(1);
  });

  it('is repeated at the next request after it failed for another reason', async () => {
    const clock = createFakeClock();
    const provider = sessions(clock);
    let failing = true;
    const { connection, asked } = await connect(clock, (question) => {
      return failing && question.path === '/auth/login'
        ? { body: '<html></html>' }
        : provider.answer(question);
    });
    await expect(idOf(connection, '1')).rejects.toMatchObject({ reason: 'malformed' });
    failing = false;
    expect(await idOf(connection, '1')).toBe('1');
    expect(asked('/auth/login')).toBe(2);
  });

  it('continues for the other callers if one of them is cancelled', async () => {
    const clock = createFakeClock();
    const provider = sessions(clock);
    let answerLogin = () => {};
    const loginAnswered = new Promise<void>((resolve) => {
      answerLogin = resolve;
    });
    const { connection, server, asked } = await connect(clock, async (question) => {
      if (question.path === '/auth/login') await loginAnswered;
      return provider.answer(question);
    });
    const controller = new AbortController();
    const cancelled = idOf(connection, '1', { signal: controller.signal }).catch((thrown: unknown) => thrown);
    const late = idOf(connection, '2', { deadline: 1000 }).catch((thrown: unknown) => thrown);
    const patient = idOf(connection, '3', { deadline: 7000 });
    await until(() => server.asked.length > 0);
    controller.abort();
    expect(await cancelled).toMatchObject({ reason: 'timeout' });
    await clock.advance(1000);
    expect(await late).toMatchObject({ reason: 'timeout' });
    answerLogin();
    expect(await patient).toBe('3');
    expect(asked('/auth/login')).toBe(1);
    expect(clock.sleepers()).toBeLessThanOrEqual(1);
  });
});

describe('an error of wallets-api', () => {
  const canaries = [
    'canary-user',
    'canary-pass',
    'canary-access',
    'canary-refresh',
    'canary-key',
    'canary-secret',
  ];
  const session = { access_token: 'canary-access', refresh_token: 'canary-refresh' };

  it.each([
    ['login', { username: 'canary-user', password: 'canary-pass' }],
    ['key', { apiKey: 'canary-key', apiSecret: 'canary-secret' }],
    ['token', { token: 'canary-access' }],
  ])('repeats no credential, whatever the response, with the login method %s', async (method, secrets) => {
    for (const canary of canaries) {
      for (const status of [200, 400, 401, 403, 404, 409, 500]) {
        const message = `No ${canary} here`;
        for (const body of [message, { error: { code: message, message } }, { error: message, message }]) {
          const connection = openWith(secrets, async ({ url }) => {
            const answer = url.includes('/auth/') && status !== 409 ? { body: session } : { status, body };
            return { status: 200, headers: {}, ...answer, body: textOf(answer.body) };
          });
          const fault = await idOf(connection, '1').catch((thrown: unknown) => thrown);
          expect(fault).toBeInstanceOf(ProviderError);
          const printed = `${inspect(fault, { depth: null, showHidden: true })} ${JSON.stringify(fault)}`;
          const isLoggedIn = method === 'login' && status !== 409;
          const inUse = [...Object.values(secrets), ...(isLoggedIn ? Object.values(session) : [])];
          expect(inUse.filter((secret) => printed.includes(secret))).toEqual([]);
        }
      }
    }
  });
});
