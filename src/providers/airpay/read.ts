import { ProviderError } from '../../core/errors/errors.ts';
import type { Currency } from '../../core/money/money.ts';
import type { JsonPort, Wallet, XmlPort } from '../../core/provider/provider.ts';
import { figureOf, isObject, parseAs } from '../../core/provider/wire.ts';
import { type AirpayTransaction, transactionWire, wrappers } from './wire.ts';

export interface Parsers {
  readonly json: JsonPort;
  readonly xml: XmlPort;
}

/** The maximum nesting of wrappers and of JSON text within JSON. */
const maxDepth = 6;

/**
 * Reads the TRANSACTION of a response in either format. Throws `ProviderError('malformed')` if there is none.
 * JSON may be wrapped in RESPONSE as the XML is, and may contain JSON text within JSON.
 */
export function readTransaction(body: string, parsers: Parsers): AirpayTransaction {
  const format = isXml(body) ? 'xml' : 'json';
  const transaction = unwrap(parse(body, parsers), parsers, maxDepth);
  if (transaction === undefined) throw new ProviderError('malformed', { looksLike: format });
  return parseAs(transactionWire, transaction);
}

/** Reads the wallet of a successful TRANSACTION. */
export function readWallet({ walletbalance }: AirpayTransaction, user: string, currency: Currency): Wallet {
  return { id: user, currency, balance: figureOf(walletbalance, currency) };
}

/**
 * Returns whether a TRANSACTION is about this merchant and wallet user. Absent fields count as equal. USERNAME is
 * compared only if the user is an e-mail address, because a mobile number or UID is not repeated there.
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

/** Detects XML by the first character: Airpay may ignore the requested format and send a wrong content type. */
function isXml(body: string): boolean {
  return /^[\ufeff\s]*</.test(body);
}
