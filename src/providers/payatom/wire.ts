import * as z from 'zod';
import { WatchError } from '../../core/errors.ts';
import {
  type Amount,
  countField,
  decimalField,
  foldedObject,
  isObject,
  objectFolder,
  readAmount,
  readCount,
  readList,
  readText,
  textField,
} from '../../core/wire.ts';

const anything = z.optional(z.unknown());

/** What every answer says of itself, whatever its HTTP status. */
export interface Verdict {
  readonly status: string | undefined;
  readonly message: string | undefined;
}

const foldVerdict = objectFolder(['status', 'message']);

export function readVerdict(answer: object): Verdict {
  const [status, message] = foldVerdict(answer);
  return { status: readText(status), message: readText(message) };
}

const foldEnvelope = objectFolder(['data', 'message']);

/** Account status and summary: `data` is an object, or `[]` when there is nothing. */
export function readEnvelope(answer: object): { readonly data: unknown; readonly message: string } {
  const [data, message] = foldEnvelope(answer);
  return { data, message: readText(message) ?? '' };
}

/** Accounts of one state. */
export interface Group {
  readonly count: number | undefined;
  /** As they came. */
  readonly rows: readonly unknown[];
}

const foldGroups = objectFolder(['active', 'inactive']);
const foldGroup = objectFolder(['count', 'accounts']);

/** `data` of the account status. Either group may be left out. Throws `WatchError('malformed')`. */
export function readGroups(data: object): Readonly<Record<'active' | 'inactive', Group | undefined>> {
  const [active, inactive] = foldGroups(data);
  return { active: readGroup(active), inactive: readGroup(inactive) };
}

function readGroup(value: unknown): Group | undefined {
  if (value === undefined) return undefined;
  // PHP writes an empty group as a list.
  if (value === null || (Array.isArray(value) && value.length === 0)) return { count: undefined, rows: [] };
  if (!isObject(value)) throw notAsDocumented();
  const [count, accounts] = foldGroup(value);
  const rows = readList(accounts);
  if (rows === undefined) throw notAsDocumented();
  return { count: readCount(count), rows };
}

/** For JSON that is not as the documents have it. */
export function notAsDocumented(): WatchError {
  return new WatchError('malformed', { looksLike: 'json' });
}

/** The P2P accounts: rows by kind of account, under names that are no closed list. */
export const limitsWire = foldedObject(
  { operator: z.optional(z.unknown()), wallets: anything },
  { operator_details: 'operator' },
);

export const operatorWire = foldedObject({ email: textField });

const foldRow = objectFolder(
  [
    'name',
    'upi',
    'number',
    'phone',
    'bank',
    'status',
    'usage',
    'used',
    'limit',
    'rolling',
    'available',
    'minimum',
  ],
  {
    account_detail: 'name',
    account_holder: 'name',
    account: 'name',
    account_no: 'number',
    account_number: 'number',
    phone_number: 'phone',
    usage_enable: 'usage',
    usage_volum: 'used',
    usage_volume: 'used',
    limit_volum: 'limit',
    limit_volume: 'limit',
    rolling_balance: 'rolling',
    available_limit: 'available',
    minimum_balance: 'minimum',
  },
);

/** A row of either list: what it holds, with the reason in place of an amount that is not there. */
export interface Row {
  /** Which of the provider's own ids names it, and that id without letter case, blanks and the dashes of numbers. */
  readonly kind: IdKind;
  readonly id: string;
  readonly name: string;
  readonly upi: string | undefined;
  readonly number: string | undefined;
  readonly phone: string | undefined;
  readonly bank: string | undefined;
  readonly status: string | undefined;
  readonly usage: string | undefined;
  readonly used: Amount;
  readonly limit: Amount;
  readonly rolling: Amount;
  readonly available: Amount;
  readonly minimum: Amount;
}

/** What may identify a row, the most telling first. */
type IdKind = 'upi' | 'number' | 'phone' | 'name';

/**
 * Reads a row of either list, which spell the same things differently; undefined when it is none, or nothing
 * identifies it. There are many, so no schema is run.
 */
export function readRow(value: unknown): Row | undefined {
  if (!isObject(value)) return undefined;
  const found = foldRow(value);
  const name = readText(found[0]);
  const upi = readText(found[1]);
  const number = readText(found[2]);
  const phone = readText(found[3]);
  const kind = upi ? 'upi' : number ? 'number' : phone ? 'phone' : 'name';
  const id = upi ?? number ?? phone ?? name;
  if (id === undefined) return undefined;
  return {
    kind,
    id: foldedId(kind, id, name),
    name: name ?? id,
    upi,
    number,
    phone,
    bank: readText(found[4]),
    status: readText(found[5]),
    usage: readText(found[6]),
    used: readAmount(found[7]),
    limit: readAmount(found[8]),
    rolling: readAmount(found[9]),
    available: readAmount(found[10]),
    minimum: readAmount(found[11]),
  };
}

/** One phone may carry several wallets, so its name goes with it. */
function foldedId(kind: IdKind, id: string, name = ''): string {
  switch (kind) {
    case 'upi':
    case 'name':
      return folded(id);
    case 'number':
      return folded(id).replaceAll('-', '');
    case 'phone':
      return `${folded(id).replaceAll('-', '')}:${folded(name)}`;
  }
}

/** A text without letter case and blanks. */
export function folded(text: string): string {
  return isFolded(text) ? text : text.toLowerCase().replace(/\s+/g, '');
}

/** Printable ASCII without a capital or a blank stays as it is. */
function isFolded(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code > 0x7e || (code >= 0x41 && code <= 0x5a)) return false;
  }
  return true;
}

/** The transactions of one status. */
export const totalWire = foldedObject(
  { count: countField, received: decimalField, requested: decimalField, status: textField },
  { transaction_count: 'count', received_amount: 'received', request_amount: 'requested' },
);

/** Whether PHP says “nothing” with this: it writes an empty object as an empty list. */
export function isNothing(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}
