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
  /** Rows without an id that can be read. */
  readonly unreadable: number;
}

/** Code and decimals of each currency, by its id. */
export type CurrencyBook = ReadonlyMap<string, CurrencyEntry>;
export interface CurrencyEntry {
  readonly code: Currency;
  readonly precision?: number;
}

/** One page of the list: a bare array. Amounts keep their digits. Throws `WatchError('malformed')`. */
export function readPage(body: string, json: JsonPort): WalletPage {
  const entries = readArray(body, json);
  const rows = entries.flatMap((entry) => {
    const row = walletWire.safeParse(entry).data;
    return row !== undefined && hasId(row) ? [row] : [];
  });
  return { rows, unreadable: entries.length - rows.length };
}

/** The wallet that was asked for. Throws `WatchError`: `foreign` when it is another. */
export function readOne(body: string, id: string, json: JsonPort): IdentifiedRow {
  const row = parseAs(walletWire, json.parse(body, 'text'));
  if (!hasId(row)) throw new ProviderError('malformed', { looksLike: 'json' });
  if (row.id !== id) throw new ProviderError('foreign');
  return row;
}

/** The currencies. A row that cannot be read, or an id that means two currencies, is left unknown. */
export function readCurrencies(body: string, json: JsonPort): CurrencyBook {
  const book = new Map<string, CurrencyEntry>();
  const doubtful = new Set<string>();
  for (const entry of readArray(body, json)) {
    const { id, currency: code, precision } = currencyWire.safeParse(entry).data ?? {};
    if (id === undefined || code === undefined) continue;
    if (book.has(id) && book.get(id)?.code !== code) doubtful.add(id);
    book.set(id, { code, ...(precision !== undefined && { precision }) });
  }
  for (const id of doubtful) book.delete(id);
  return book;
}

/** The wallet of a row. A currency that the book lacks is named by its id, `#7`, and never guessed. */
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

/** Who is logged in, from login or refresh. Times are of the clock that never jumps. */
export interface Session {
  readonly access: Secret;
  readonly refresh?: Secret;
  readonly renewAt: Millis;
  readonly endsAt: Millis;
}

const minute: Millis = 60_000;
const documentedLife = 60 * minute;
const maxSessionLife = 24 * 60 * minute;
/** How long before its end an access token is renewed. */
const early = 5 * minute;

/** Throws `WatchError('malformed')` when there is no access token. */
export function readSession(body: string, json: JsonPort, clock: Clock): Session {
  const value = json.parse(body);
  const wrapped = isObject(value) && 'data' in value ? value.data : value;
  const { access_token, refresh_token, access_expires_at } = parseAs(sessionWire, wrapped);
  // Where our clocks differ so much that this makes no sense, the documented hour holds; a refusal renews early anyway.
  const said = Date.parse(access_expires_at ?? '') - clock.now();
  const life = said > 0 && said <= maxSessionLife ? said : documentedLife;
  const now = clock.mono();
  return {
    access: new Secret(access_token),
    ...(refresh_token !== undefined && { refresh: new Secret(refresh_token) }),
    renewAt: now + life - Math.min(early, life / 2),
    endsAt: now + life,
  };
}

/** What an error says of itself. */
export interface ErrorWords {
  readonly code?: string;
  readonly message?: string;
}

/** The error in a body, in either shape; undefined when there is none. Never throws. */
export function readError(body: string, json: JsonPort): ErrorWords | undefined {
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
