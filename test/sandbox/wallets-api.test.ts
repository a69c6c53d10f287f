import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { ask, askWallets, type Heard, opened, printed, secretOf } from './ask.ts';

const hour = 3_600_000;
const clock = createFakeClock();

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ size: 'large', clock });
});
afterAll(() => sandbox.close());

const wallets = (operator?: string) => opened(sandbox, 'wallets-api', operator);
const refusal = (status: number, name: string) => ({ status, body: printed(`wallets-${name}.json`) });
const xHeaders = ({ headers }: Heard) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-')));

describe('the list of wallets', () => {
  it('answers the document sample byte for byte, with headers that count its rows', async () => {
    const heard = await askWallets(wallets(), '/api/v1/wallets');
    expect(heard).toMatchObject({ status: 200, body: printed('wallets-list.json') });
    const names = printed('wallets-headers.txt')
      .split('\n')
      .map((line) => line.split(':')[0]?.toLowerCase());
    expect(Object.keys(xHeaders(heard)).sort()).toEqual(names.sort());
    expect(xHeaders(heard)).toEqual({
      'x-page': '1',
      'x-per-page': '50',
      'x-total-count': '3',
      'x-total-pages': '1',
      'x-page-size': '3',
      'x-has-more': 'false',
    });
  });

  it('can be read page by page, newest first and without repeats', async () => {
    const ids: number[] = [];
    for (let page = 1; page <= 60; page++) {
      const heard = await askWallets(wallets('large'), `/api/v1/wallets?limit=7&page=${page}`);
      const rows: { id: number }[] = JSON.parse(heard.body);
      const { 'x-has-more': more, ...headers } = xHeaders(heard);
      expect(headers).toEqual({
        'x-page': String(page),
        'x-per-page': '7',
        'x-total-count': '60',
        'x-total-pages': '9',
        'x-page-size': String(page < 9 ? 7 : 4),
      });
      ids.push(...rows.map(({ id }) => id));
      if (more === 'false') break;
    }
    expect(ids).toHaveLength(60);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
    const last = await askWallets(wallets('large'), '/api/v1/wallets?limit=20&page=3');
    expect(last.headers).toMatchObject({ 'x-page-size': '20', 'x-has-more': 'false' });
    const beyond = await askWallets(wallets('large'), '/api/v1/wallets?limit=7&page=10');
    expect(beyond).toMatchObject({ status: 200, body: '[]' });
    expect(beyond.headers).toMatchObject({ 'x-page-size': '0', 'x-has-more': 'false' });
  });

  it('filters by currency code and by a part of the name', async () => {
    const idsOf = async (query: string) => {
      const heard = await askWallets(wallets(), `/api/v1/wallets?${query}`);
      expect(heard.headers['x-total-count']).toBe(String(JSON.parse(heard.body).length));
      return JSON.parse(heard.body).map(({ id }: { id: number }) => id);
    };
    expect(await idsOf('currency=JPY')).toEqual([103]);
    expect(await idsOf('currency=INR')).toEqual([]);
    expect(await idsOf('name=euro')).toEqual([102]);
    expect(await idsOf('name=wallet&currency=USD')).toEqual([101]);
    expect(await idsOf('name=nothing')).toEqual([]);
  });

  it('rejects undocumented pages, limits and parameters', async () => {
    const bad = refusal(400, 'bad-query');
    for (const query of [
      ...['0', '-1', '1.5', 'abc', '', '01'].flatMap((value) => [`page=${value}`, `limit=${value}`]),
      'limit=10001',
      'sort=id',
      'limit=5&limit=6',
    ]) {
      expect(await askWallets(wallets(), `/api/v1/wallets?${query}`), query).toMatchObject(bad);
    }
    expect((await askWallets(wallets(), '/api/v1/wallets?limit=10000')).status).toBe(200);
  });
});

describe('one wallet', () => {
  it('answers the document sample byte for byte', async () => {
    const heard = await askWallets(wallets(), '/api/v1/wallets/101');
    expect(heard).toMatchObject({ status: 200, body: printed('wallets-one.json') });
    expect((await askWallets(wallets(), '/api/v1/wallets/103')).body).toContain('"amount": 10000.00,');
  });

  it('rejects invalid ids, and does not find a wallet of another client', async () => {
    for (const id of ['abc', '-1', '0', '1.5', '0101', '%31']) {
      const heard = await askWallets(wallets(), `/api/v1/wallets/${id}`);
      expect(heard, id).toMatchObject(refusal(400, 'bad-id'));
    }
    const [row] = JSON.parse((await askWallets(wallets('large'), '/api/v1/wallets?limit=1')).body);
    for (const id of ['104', '99999999999999999999', String(row.id)]) {
      const heard = await askWallets(wallets(), `/api/v1/wallets/${id}`);
      expect(heard, id).toMatchObject(refusal(404, 'not-found'));
    }
    expect((await askWallets(wallets('large'), '/api/v1/wallets/101')).status).toBe(404);
  });
});

describe('currencies', () => {
  it('of the sample are 1 USD, 2 EUR, and 3 JPY without decimals', async () => {
    const all = JSON.parse((await askWallets(wallets(), '/api/v1/currencies')).body);
    expect(all.map(Object.values)).toEqual([
      [1, 'US Dollar', 'USD', 2],
      [2, 'Euro', 'EUR', 2],
      [3, 'Japanese Yen', 'JPY', 0],
    ]);
    const one = await askWallets(wallets(), '/api/v1/currencies/3');
    expect(JSON.parse(one.body)).toEqual({ id: 3, name: 'Japanese Yen', currency: 'JPY', precision: 0 });
    const none = await askWallets(wallets(), '/api/v1/currencies/4');
    expect([none.status, JSON.parse(none.body).error.message]).toEqual([404, 'Currency not found']);
  });
});

describe('the login methods', () => {
  const paths = ['/api/v1/wallets', '/api/v1/wallets/101', '/api/v1/currencies', '/api/v1/currencies/1'];

  it('rejects a missing or wrong token, one without “Bearer”, and a key without its secret', async () => {
    const token = secretOf(wallets(), 'token');
    const apiKey = secretOf(wallets(), 'apiKey');
    for (const path of paths) {
      for (const headers of [
        {},
        { Authorization: token },
        { Authorization: `Token ${token}` },
        { Authorization: 'Bearer wrong' },
        { 'X-API-Key': apiKey },
        { 'X-API-Key': apiKey, 'X-API-Secret': secretOf(wallets('large'), 'apiSecret') },
      ]) {
        expect(await askWallets(wallets(), path, headers)).toMatchObject(refusal(401, 'unauthorized'));
      }
    }
  });

  it('accepts key and secret', async () => {
    const headers = {
      'X-API-Key': secretOf(wallets(), 'apiKey'),
      'X-API-Secret': secretOf(wallets(), 'apiSecret'),
    };
    expect((await askWallets(wallets(), '/api/v1/wallets', headers)).body).toBe(printed('wallets-list.json'));
  });

  const post = (path: string, fields: unknown, type = 'application/json') =>
    ask(`${wallets().settings['baseUrl']}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': type },
      body: typeof fields === 'string' ? fields : JSON.stringify(fields),
    });
  const login = async () => {
    const [username, password] = [secretOf(wallets(), 'username'), secretOf(wallets(), 'password')];
    const heard = await post('/auth/login', { username, password });
    expect(heard.status).toBe(200);
    return JSON.parse(heard.body).data as Record<string, string>;
  };
  const statusWith = async (token: string | undefined) => {
    const headers = { Authorization: `Bearer ${token}` };
    return (await askWallets(wallets(), '/api/v1/wallets', headers)).status;
  };

  it('logs in for an hour', async () => {
    const session = await login();
    expect(session).toMatchObject({
      access_expires_at: new Date(clock.now() + hour).toISOString(),
      refresh_expires_at: new Date(clock.now() + 7 * 24 * hour).toISOString(),
      client_id: 'sample',
    });
    expect(await statusWith(session['access_token'])).toBe(200);
    expect(await statusWith(session['refresh_token'])).toBe(401);
    await clock.advance(hour - 1);
    expect(await statusWith(session['access_token'])).toBe(200);
    await clock.advance(1);
    expect(await statusWith(session['access_token'])).toBe(401);
  });

  it('refreshes for seven days, once with each refresh token', async () => {
    const session = await login();
    const refresh = (token: string | undefined) => post('/auth/refresh', { refresh_token: token });
    await clock.advance(7 * 24 * hour - 1);
    const heard = await refresh(session['refresh_token']);
    const next = JSON.parse(heard.body).data;
    expect(await statusWith(next.access_token)).toBe(200);
    expect(next.refresh_token).not.toBe(session['refresh_token']);
    const again = await refresh(session['refresh_token']);
    expect([again.status, JSON.parse(again.body).error]).toEqual([
      401,
      { name: 'UnauthorizedError', code: 'UNAUTHORIZED', message: 'Invalid refresh token' },
    ]);
    await clock.advance(7 * 24 * hour);
    expect((await refresh(next.refresh_token)).status).toBe(401);
  });

  it('answers every invalid login and refresh with its text', async () => {
    const said = async (path: string, fields: unknown, type?: string) => {
      const heard = await post(path, fields, type);
      const { name, code, message } = JSON.parse(heard.body).error;
      return [heard.status, name, code, message].join(' ');
    };
    const [username, password] = [secretOf(wallets(), 'username'), secretOf(wallets(), 'password')];
    const syntax = '400 SyntaxError SYNTAX_ERROR Invalid request body';
    const validation = '400 ValidationException VALIDATION_FAILURE';
    const credentials = '401 UnauthorizedError UNAUTHORIZED Invalid credentials';
    for (const path of ['/auth/login', '/auth/refresh']) {
      expect(await said(path, '{')).toBe(syntax);
      expect(await said(path, { username, password }, 'text/plain')).toBe(syntax);
    }
    expect(await said('/auth/login', { username })).toBe(`${validation} Username and password are required`);
    expect(await said('/auth/refresh', {})).toBe(`${validation} Refresh token is required`);
    expect(await said('/auth/login', { username, password: 'wrong' })).toBe(credentials);
    expect(await said('/auth/login', { username: 'nobody', password })).toBe(credentials);
    const other = secretOf(wallets('large'), 'password');
    expect(await said('/auth/login', { username, password: other })).toBe(credentials);
    expect((await askWallets(wallets(), '/auth/login')).status).toBe(405);
    expect((await askWallets(wallets(), '/api/v1/wallets/')).status).toBe(404);
    expect((await askWallets(wallets(), '/api/v1/auth/login')).status).toBe(404);
  });
});
