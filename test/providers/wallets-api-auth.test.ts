import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { WatchError } from '../../src/core/errors.ts';
import type { Ask, Connection, HttpPort } from '../../src/core/provider.ts';
import { createHttpClient, type HttpClient } from '../../src/http/client.ts';
import { json } from '../../src/http/json.ts';
import { xml } from '../../src/http/xml.ts';
import { walletsApi } from '../../src/providers/wallets-api/index.ts';
import { sealable } from '../contracts/cases.ts';
import { createFakeClock, type FakeClock } from '../fakes/clock.ts';
import { type Asked, type Loopback, listen, type Told } from './loopback.ts';

const minute = 60_000;
const opened: { server: Loopback; http: HttpClient }[] = [];

afterEach(async () => {
  for (const { server, http } of opened.splice(0)) await Promise.all([http.close(), server.close()]);
});

/** The provider's side of logins, as documented: an access token lasts an hour, a refresh token works once. */
function sessions(clock: FakeClock) {
  const access = new Map<string, number>();
  let refresh: string | undefined;
  let issued = 0;
  const begin = (): Told => {
    issued += 1;
    refresh = `refresh-token-${issued}`;
    const until = clock.now() + 60 * minute;
    access.set(`access-token-${issued}`, until);
    const data = {
      access_token: `access-token-${issued}`,
      refresh_token: refresh,
      access_expires_at: new Date(until).toISOString(),
      refresh_expires_at: new Date(clock.now() + 7 * 24 * 60 * minute).toISOString(),
      client_id: 7,
    };
    return { body: { success: true, data } };
  };
  const refused = (message: string): Told => ({
    status: 401,
    body: { error: { name: 'UnauthorizedError', code: 'UNAUTHORIZED', message } },
  });

  return {
    /** Another process used the refresh token. */
    spend() {
      refresh = undefined;
    },
    /** Another process logged out: every token of the client ends. */
    endAll() {
      refresh = undefined;
      access.clear();
    },
    answer({ path, headers, body }: Asked): Told {
      if (path === '/auth/login') {
        return JSON.parse(body).password === 'pass-word-1' ? begin() : refused('Invalid credentials');
      }
      if (path === '/auth/refresh') {
        const known = refresh !== undefined && JSON.parse(body).refresh_token === refresh;
        return known ? begin() : refused('Invalid refresh token');
      }
      const until = access.get(headers.authorization?.replace('Bearer ', '') ?? '');
      if (until === undefined || until <= clock.now()) return refused('Authentication required or failed.');
      if (path.startsWith('/api/v1/currencies')) return { body: [{ id: 1, currency: 'USD', precision: 2 }] };
      if (path.startsWith('/api/v1/wallets?'))
        return { body: [wallet(101)], headers: { 'X-Has-More': 'false' } };
      return { body: wallet(Number(path.split('/').at(-1))) };
    },
  };
}

function wallet(id: number) {
  return { id, currency_id: 1, amount: 5, type: 'PREPAID' };
}

async function connect(clock: FakeClock, answer: (asked: Asked) => Told | Promise<Told>) {
  const server = await listen(answer);
  const http = createHttpClient({ clock, deadline: 8000, random: () => 0 });
  opened.push({ server, http });
  const connection = walletsApi.open(
    walletsApi.settings.parse({ baseUrl: server.origin }),
    walletsApi.secrets.parse(sealable({ username: 'client-1', password: 'pass-word-1' })),
    { http, json, xml, clock },
  );
  const asked = (path: string) => server.asked.filter((question) => question.path.startsWith(path)).length;
  return { connection, server, asked };
}

/** A connection whose answers do not come over the wire. */
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

async function idOf(connection: Connection, id: string, ask: Ask = {}): Promise<string | undefined> {
  return (await connection.can.wallet?.({ id }, ask))?.id;
}

/** Lets the server see what was sent, without time passing. */
async function until(seen: () => boolean): Promise<void> {
  while (!seen()) await new Promise((resolve) => setImmediate(resolve));
}

describe('the login of wallets-api', () => {
  it('is made once for twenty questions at the same time', async () => {
    const clock = createFakeClock();
    const { connection, asked } = await connect(clock, sessions(clock).answer);
    const ids = Array.from({ length: 20 }, (_, index) => String(index + 1));
    expect(await Promise.all(ids.map((id) => idOf(connection, id)))).toEqual(ids);
    expect(asked('/auth/login')).toBe(1);
    expect(asked('/auth/refresh')).toBe(0);
    expect(asked('/api/v1/currencies')).toBe(1);
  });

  it('is renewed once, five minutes before its hour ends, for twenty questions at the same time', async () => {
    const clock = createFakeClock();
    const { connection, server, asked } = await connect(clock, sessions(clock).answer);
    await idOf(connection, '1');
    await clock.advance(54 * minute);
    await idOf(connection, '2');
    expect(asked('/auth/refresh')).toBe(0);
    await clock.advance(minute);
    const ids = Array.from({ length: 20 }, (_, index) => String(index + 1));
    expect(await Promise.all(ids.map((id) => idOf(connection, id)))).toEqual(ids);
    expect(asked('/auth/refresh')).toBe(1);
    expect(asked('/auth/login')).toBe(1);
    expect(server.asked.at(-1)?.headers.authorization).toBe('Bearer access-token-2');
  });

  it('uses each refresh token once, day after day', async () => {
    const clock = createFakeClock();
    const { connection, server, asked } = await connect(clock, sessions(clock).answer);
    for (let hour = 0; hour < 30; hour++) {
      await idOf(connection, '1');
      await clock.advance(55 * minute);
    }
    const sent = server.asked.filter(({ path }) => path === '/auth/refresh').map(({ body }) => body);
    expect(sent).toHaveLength(29);
    expect(new Set(sent).size).toBe(29);
    expect(asked('/auth/login')).toBe(1);
  });

  it('is made anew when another process has used up the refresh token', async () => {
    const clock = createFakeClock();
    const provider = sessions(clock);
    const { connection, asked } = await connect(clock, provider.answer);
    await idOf(connection, '1');
    provider.spend();
    await clock.advance(56 * minute);
    expect(await Promise.all(['1', '2', '3'].map((id) => idOf(connection, id)))).toEqual(['1', '2', '3']);
    expect(asked('/auth/refresh')).toBe(1);
    expect(asked('/auth/login')).toBe(2);
  });

  it('is made anew, once for all, when another process has logged out', async () => {
    const clock = createFakeClock();
    const provider = sessions(clock);
    const { connection, asked } = await connect(clock, provider.answer);
    await idOf(connection, '1');
    provider.endAll();
    const ids = Array.from({ length: 20 }, (_, index) => String(index + 1));
    expect(await Promise.all(ids.map((id) => idOf(connection, id)))).toEqual(ids);
    expect(asked('/auth/refresh')).toBe(1);
    expect(asked('/auth/login')).toBe(2);
    expect(asked('/auth/logout')).toBe(0);
  });

  it('is not made again for a refusal that comes after it was renewed', async () => {
    const clock = createFakeClock();
    const provider = sessions(clock);
    let renewed = () => {};
    const afterwards = new Promise<void>((resolve) => {
      renewed = resolve;
    });
    const { connection, server, asked } = await connect(clock, async (question) => {
      const told = provider.answer(question);
      if (question.path.endsWith('/2') && told.status === 401) await afterwards;
      return told;
    });
    await idOf(connection, '1');
    provider.endAll();
    const slow = idOf(connection, '2');
    await until(() => server.asked.some(({ path }) => path.endsWith('/2')));
    expect(await idOf(connection, '1')).toBe('1');
    renewed();
    expect(await slow).toBe('2');
    expect(asked('/auth/')).toBe(3);
  });

  it('is renewed once and the question repeated once, and no more, when the answer stays 401', async () => {
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

  it('serves until its end when it cannot be renewed early', async () => {
    const clock = createFakeClock();
    const provider = sessions(clock);
    let down = false;
    const { connection, asked } = await connect(clock, (question) => {
      const refused = down && question.path.startsWith('/auth/');
      return refused ? { status: 403, body: { error: { code: 'FORBIDDEN' } } } : provider.answer(question);
    });
    await idOf(connection, '1');
    down = true;
    await clock.advance(57 * minute);
    expect(await idOf(connection, '1')).toBe('1');
    expect(asked('/auth/login')).toBe(2);
    await clock.advance(4 * minute);
    await expect(idOf(connection, '1')).rejects.toMatchObject({ reason: 'forbidden' });
  });

  it('that is refused is not tried again for a while, and ever more rarely', async () => {
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

  it('that fails for another reason is tried again at the next question', async () => {
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

  it('holds its hour although our clock jumps', async () => {
    const clock = createFakeClock();
    const { connection, asked } = await connect(clock, sessions(createFakeClock()).answer);
    await idOf(connection, '1');
    clock.jumpTo(clock.now() + 10 * 60 * minute);
    await idOf(connection, '1');
    expect(asked('/auth/')).toBe(1);
  });

  it.each([
    ['an hour behind', -61],
    ['ten hours behind', -600],
    ['two hours ahead', 121],
  ])('is not made for every question when our clock is %s of the provider’s', async (_, apart) => {
    const clock = createFakeClock();
    const theirs = createFakeClock(clock.now() - apart * minute);
    const { connection, asked } = await connect(clock, sessions(theirs).answer);
    for (let turn = 0; turn < 5; turn++) {
      expect(await idOf(connection, '1')).toBe('1');
      await clock.advance(minute);
      await theirs.advance(minute);
    }
    expect(asked('/auth/')).toBe(1);
  });

  it('goes on for the others when one of those who wait gives up', async () => {
    const clock = createFakeClock();
    const provider = sessions(clock);
    let letIn = () => {};
    const opens = new Promise<void>((resolve) => {
      letIn = resolve;
    });
    const { connection, server, asked } = await connect(clock, async (question) => {
      if (question.path === '/auth/login') await opens;
      return provider.answer(question);
    });
    const leaving = new AbortController();
    const left = idOf(connection, '1', { signal: leaving.signal }).catch((thrown: unknown) => thrown);
    const late = idOf(connection, '2', { deadline: 1000 }).catch((thrown: unknown) => thrown);
    const patient = idOf(connection, '3', { deadline: 7000 });
    await until(() => server.asked.length > 0);
    leaving.abort();
    expect(await left).toMatchObject({ reason: 'timeout' });
    await clock.advance(1000);
    expect(await late).toMatchObject({ reason: 'timeout' });
    letIn();
    expect(await patient).toBe('3');
    expect(asked('/auth/login')).toBe(1);
    expect(clock.sleepers()).toBeLessThanOrEqual(1);
  });
});

describe('a fault of wallets-api', () => {
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
  ])('repeats no credential by whatever is said to a %s', async (way, secrets) => {
    for (const canary of canaries) {
      for (const status of [200, 400, 401, 403, 404, 409, 500]) {
        const message = `No ${canary} here`;
        for (const body of [message, { error: { code: message, message } }, { error: message, message }]) {
          const connection = openWith(secrets, async ({ url }) => {
            const told = url.includes('/auth/') && status !== 409 ? { body: session } : { status, body };
            return { status: 200, headers: {}, ...told, body: textOf(told.body) };
          });
          const fault = await idOf(connection, '1').catch((thrown: unknown) => thrown);
          expect(fault).toBeInstanceOf(WatchError);
          const printed = `${inspect(fault, { depth: null, showHidden: true })} ${JSON.stringify(fault)}`;
          const loggedIn = way === 'login' && status !== 409;
          const held = [...Object.values(secrets), ...(loggedIn ? Object.values(session) : [])];
          expect(held.filter((secret) => printed.includes(secret))).toEqual([]);
        }
      }
    }
  });
});
