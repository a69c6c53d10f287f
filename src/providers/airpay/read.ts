import { ProviderError } from '../../core/errors/errors.ts';
import type { Currency } from '../../core/money/money.ts';
import type { JsonPort, Wallet, XmlPort } from '../../core/provider/provider.ts';
import { figureOf, isObject, parseAs } from '../../core/provider/wire.ts';
import { type AirpayTransaction, transactionWire, wrappers } from './wire.ts';

export interface Parsers {
  readonly json: JsonPort;
  readonly xml: XmlPort;
}

/** Wrappers and texts within texts, at most. */
const deepest = 6;

/**
 * The TRANSACTION of an answer, whichever format it came in. Throws `WatchError('malformed')` when there is none.
 * JSON may be wrapped in RESPONSE as the XML is, and may come as JSON text within JSON.
 */
export function readTransaction(body: string, parsers: Parsers): AirpayTransaction {
  const format = isXml(body) ? 'xml' : 'json';
  const found = unwrap(parse(body, parsers), parsers, deepest);
  if (found === undefined) throw new ProviderError('malformed', { looksLike: format });
  return parseAs(transactionWire, found);
}

/** The balance that a successful TRANSACTION gives this wallet user. */
export function readWallet({ walletbalance }: AirpayTransaction, user: string, currency: Currency): Wallet {
  return { id: user, currency, balance: figureOf(walletbalance, currency) };
}

/**
 * Whether an answer is about this merchant and wallet user, as far as it says. A user name is told only by e-mail
 * address, so it proves nothing about a user who is known by mobile number or UID.
 */
export function isAbout(
  { merchantid, username }: AirpayTransaction,
  merchantId: string,
  user: string,
): boolean {
  if (merchantid !== undefined && merchantid !== merchantId) return false;
  return username === undefined || !user.includes('@') || username.toLowerCase() === user.toLowerCase();
}

function unwrap(value: unknown, parsers: Parsers, left: number): object | undefined {
  if (left === 0) return undefined;
  if (typeof value === 'string') return unwrap(parse(value, parsers), parsers, left - 1);
  if (!isObject(value)) return undefined;
  const fields = new Map(Object.entries(value).map(([name, field]) => [name.toLowerCase(), field]));
  if (fields.has('transactionstatus')) return value;
  const wrapper = wrappers.find((name) => fields.has(name));
  return wrapper === undefined ? undefined : unwrap(fields.get(wrapper), parsers, left - 1);
}

function parse(body: string, { json, xml }: Parsers): unknown {
  return isXml(body) ? xml.parse(body) : json.parse(body, 'text');
}

/** Judged by its first character: the server may not heed the format that was asked for, or say another one. */
function isXml(body: string): boolean {
  return /^[\ufeff\s]*</.test(body);
}
