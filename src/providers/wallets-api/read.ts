import { ProviderError } from '../../core/errors/errors.ts';
import type { Currency } from '../../core/money/money.ts';
import type { JsonPort, Wallet } from '../../core/provider/provider.ts';
import { figureOf, isObject, parseAs } from '../../core/provider/wire.ts';
import { Secret } from '../../core/secret/secret.ts';
import type { Clock, Millis } from '../../core/time/clock.ts';
import { currencyWire, errorWire, sessionWire, type WalletRow, walletWire } from './wire.ts';

/** A wallet row that has an id. */
export type IdentifiedRow = WalletRow & { readonly id: string };

export interface WalletPage {
  readonly rows: readonly IdentifiedRow[];
  /** Number of rows without a readable id. */
  readonly unreadable: number;
}

/** The code and decimals of each currency, by its id. */
export type CurrencyBook = ReadonlyMap<string, CurrencyEntry>;
export interface CurrencyEntry {
  readonly code: Currency;
  readonly precision?: number;
}

/** Reads one page of the list, a bare array. Amounts are read from text. Throws `ProviderError('malformed')`. */
export function readPage(body: string, json: JsonPort): WalletPage {
  const entries = readArray(body, json);
  const rows = entries.flatMap((entry) => {
    const row = walletWire.safeParse(entry).data;
    return row !== undefined && hasId(row) ? [row] : [];
  });
  return { rows, unreadable: entries.length - rows.length };
}

/** Reads the requested wallet. Throws `ProviderError`; the reason is `foreign` if it is another wallet. */
export function readOne(body: string, id: string, json: JsonPort): IdentifiedRow {
  const row = parseAs(walletWire, json.parse(body, 'text'));
  if (!hasId(row)) throw new ProviderError('malformed', { looksLike: 'json' });
  if (row.id !== id) throw new ProviderError('foreign');
  return row;
}

/** Reads the currencies. Unreadable rows and ids of two currencies are left out. */
export function readCurrencies(body: string, json: JsonPort): CurrencyBook {
  const book = new Map<string, CurrencyEntry>();
  const ambiguous = new Set<string>();
  for (const entry of readArray(body, json)) {
    const { id, currency: code, precision } = currencyWire.safeParse(entry).data ?? {};
    if (id === undefined || code === undefined) continue;
    if (book.has(id) && book.get(id)?.code !== code) ambiguous.add(id);
    book.set(id, { code, ...(precision !== undefined && { precision }) });
  }
  for (const id of ambiguous) book.delete(id);
  return book;
}

/** Returns the wallet of a row. A currency that the book lacks is named by its id, `#7`, and never guessed. */
export function walletOf({ id, currency_id, amount, type, name }: IdentifiedRow, book: CurrencyBook): Wallet {
  const known = currency_id === undefined ? undefined : book.get(currency_id);
  const currency = known?.code ?? `#${currency_id ?? '?'}`;
  return {
    id,
    ...(name !== undefined && { name }),
    ...(type !== undefined && { type }),
    balance: figureOf(amount, currency, known?.precision),
    currency,
  };
}

/** The tokens of a login or refresh. Times are of the monotonic clock. */
export interface Session {
  readonly access: Secret;
  readonly refresh?: Secret;
  readonly renewAt: Millis;
  readonly endsAt: Millis;
}

const minute: Millis = 60_000;
const defaultSessionLife = 60 * minute;
const maxSessionLife = 24 * 60 * minute;
/** Time before its end at which an access token is renewed. */
const renewBefore = 5 * minute;

/** Reads the response of a login or refresh. Throws `ProviderError('malformed')` if it has no access token. */
export function readSession(body: string, json: JsonPort, clock: Clock): Session {
  const value = json.parse(body);
  const wrapped = isObject(value) && 'data' in value ? value.data : value;
  const { access_token, refresh_token, access_expires_at } = parseAs(sessionWire, wrapped);
  // If the clocks differ so much that the expiry is implausible, use the documented hour. A 401 renews anyway.
  const reported = Date.parse(access_expires_at ?? '') - clock.now();
  const life = reported > 0 && reported <= maxSessionLife ? reported : defaultSessionLife;
  const now = clock.mono();
  return {
    access: new Secret(access_token),
    ...(refresh_token !== undefined && { refresh: new Secret(refresh_token) }),
    renewAt: now + life - Math.min(renewBefore, life / 2),
    endsAt: now + life,
  };
}

/** The code and message of an error body. */
export interface ErrorDetail {
  readonly code?: string;
  readonly message?: string;
}

/** Reads the error of a body, in either shape; undefined if there is none. Never throws. */
export function readError(body: string, json: JsonPort): ErrorDetail | undefined {
  try {
    const { code, message } = errorWire.parse(json.parse(body)).error;
    return { ...(code !== undefined && { code }), ...(message !== undefined && { message }) };
  } catch {
    return undefined;
  }
}

function readArray(body: string, json: JsonPort): readonly unknown[] {
  const value = json.parse(body, 'text');
  if (!Array.isArray(value)) throw new ProviderError('malformed', { looksLike: 'json' });
  return value;
}

function hasId(row: WalletRow): row is IdentifiedRow {
  return row.id !== undefined;
}
