import type { Clock } from '../core/time/clock.ts';
import type { Api, Endpoint, SandboxAnswer, SandboxQuestion } from './http.ts';
import { headerOf, printFlat } from './http.ts';
import type { SandboxWalletRow, Tenant, WalletsBooks } from './operators.ts';
import type { Hex } from './random.ts';
import { createSessions, unauthorized, walletsError } from './wallets-sessions.ts';

export const walletsEndpoints = [
  'wallets-api.list',
  'wallets-api.wallet',
  'wallets-api.currencies',
  'wallets-api.currency',
  'wallets-api.login',
  'wallets-api.refresh',
] as const;
export type WalletsEndpoint = (typeof walletsEndpoints)[number];

/** Creates the Wallets API with its three login methods: fixed bearer token, login with refresh, key and secret. */
export function createWalletsApi(tenants: readonly Tenant[], clock: Clock, hex: Hex): Api<WalletsEndpoint> {
  const sessions = createSessions(tenants, clock, hex);
  const get = (
    name: WalletsEndpoint,
    path: RegExp,
    failed: string,
    answer: (books: WalletsBooks, question: SandboxQuestion) => SandboxAnswer,
  ): Endpoint<WalletsEndpoint> => ({
    name,
    method: 'GET',
    path,
    outage: walletsError(500, 'InternalServerError', 'INTERNAL_SERVER_ERROR', failed),
    answer(question) {
      const tenant = tenantOf(question);
      return tenant === undefined
        ? unauthorized('Authentication required or failed.')
        : answer(tenant.operator.walletsApi, question);
    },
  });
  const post = (
    name: WalletsEndpoint,
    path: RegExp,
    answer: (question: SandboxQuestion) => SandboxAnswer,
  ): Endpoint<WalletsEndpoint> => ({ name, method: 'POST', path, outage: authOutage, answer });
  const tenantOf = (question: SandboxQuestion): Tenant | undefined => {
    const bearer = /^Bearer (\S+)$/.exec(headerOf(question, 'authorization') ?? '')?.[1];
    if (bearer !== undefined) {
      return tenants.find(({ keys }) => keys.walletsApi.token === bearer) ?? sessions.tenantOf(bearer);
    }
    const [key, secret] = [headerOf(question, 'x-api-key'), headerOf(question, 'x-api-secret')];
    return tenants.find(({ keys }) => keys.walletsApi.apiKey === key && keys.walletsApi.apiSecret === secret);
  };

  return {
    noSuchPath: notFound('Route not found'),
    wrongMethod: walletsError(405, 'MethodNotAllowedError', 'METHOD_NOT_ALLOWED', 'Method not allowed'),
    endpoints: [
      get('wallets-api.list', /^\/api\/v1\/wallets$/, 'Could not retrieve wallets', answerList),
      get('wallets-api.wallet', /^\/api\/v1\/wallets\/([^/]+)$/, 'Failed to retrieve wallet', answerWallet),
      get('wallets-api.currencies', /^\/api\/v1\/currencies$/, 'Error retrieving currency', (books) =>
        ok(printFlat(books.currencies)),
      ),
      get(
        'wallets-api.currency',
        /^\/api\/v1\/currencies\/([^/]+)$/,
        'Error retrieving currency',
        answerCurrency,
      ),
      post('wallets-api.login', /^\/auth\/login$/, sessions.login),
      post('wallets-api.refresh', /^\/auth\/refresh$/, sessions.refresh),
    ],
  };
}

const authOutage = walletsError(500, 'InternalServerError', 'INTERNAL_SERVER_ERROR', 'Authentication failed');
const known = new Set(['page', 'limit', 'currency', 'name']);

/** Answers one page of the wallets that match the filters. `sort` is not supported, so it is an invalid parameter. */
function answerList(books: WalletsBooks, { query }: SandboxQuestion): SandboxAnswer {
  const page = wholeNumberOf(query.get('page') ?? '1', 1, Number.MAX_SAFE_INTEGER);
  const limit = wholeNumberOf(query.get('limit') ?? '50', 1, 10_000);
  const names = [...query.keys()];
  const odd = names.some((name) => !known.has(name)) || new Set(names).size < names.length;
  if (odd || page === undefined || limit === undefined) {
    return badRequest('Invalid query parameters');
  }
  const found = filterWallets(books, query.get('currency'), query.get('name'));
  const rows = found.slice((page - 1) * limit, page * limit);
  return ok(rows.length === 0 ? '[]' : `[\n${rows.map(printWallet).join(',\n')}\n]`, {
    'X-Page': String(page),
    'X-Per-Page': String(limit),
    'X-Total-Count': String(found.length),
    'X-Total-Pages': String(Math.ceil(found.length / limit)),
    'X-Page-Size': String(rows.length),
    'X-Has-More': String(page * limit < found.length),
  });
}

/** Filters by currency code and by a part of the wallet's name, case-insensitively. */
function filterWallets(
  { wallets, currencies }: WalletsBooks,
  currency: string | null,
  name: string | null,
): readonly SandboxWalletRow[] {
  const fold = (text: string) => text.toLowerCase();
  const ids = currencies.filter((row) => fold(row.currency) === fold(currency ?? '')).map(({ id }) => id);
  return wallets.filter(
    (wallet) =>
      (currency === null || ids.includes(wallet.currencyId)) && fold(wallet.name).includes(fold(name ?? '')),
  );
}

function answerWallet({ wallets }: WalletsBooks, { id }: SandboxQuestion): SandboxAnswer {
  if (!isId(id)) return badRequest('Invalid wallet ID');
  const wallet = wallets.find((row) => String(row.id) === id);
  return wallet === undefined ? notFound('Wallet not found') : ok(printWallet(wallet));
}

function answerCurrency({ currencies }: WalletsBooks, { id }: SandboxQuestion): SandboxAnswer {
  const currency = currencies.find((row) => String(row.id) === id);
  return currency === undefined ? notFound('Currency not found') : ok(printFlat(currency));
}

/** Prints a wallet as the document does, with the amount's digits unchanged. */
function printWallet({ id, currencyId, amount, type }: SandboxWalletRow): string {
  return `{\n"id": ${id},\n"currency_id": ${currencyId},\n"amount": ${amount},\n"type": "${type}"\n}`;
}

function isId(text: string): boolean {
  return /^[1-9]\d*$/.test(text);
}

function wholeNumberOf(text: string, low: number, high: number): number | undefined {
  const value = isId(text) ? Number(text) : Number.NaN;
  return value >= low && value <= high ? value : undefined;
}

function badRequest(message: string): SandboxAnswer {
  return walletsError(400, 'BadRequestError', 'BAD_REQUEST', message);
}

function notFound(message: string): SandboxAnswer {
  return walletsError(404, 'NotFoundError', 'NOT_FOUND', message);
}

function ok(body: string, headers: Readonly<Record<string, string>> = {}): SandboxAnswer {
  return { status: 200, type: 'application/json', body, headers };
}
