import * as z from 'zod';
import { ProviderError } from '../../core/errors/errors.ts';
import {
  countField,
  decimalField,
  isObject,
  readCount,
  readFoldedObject,
  readList,
  readText,
  textField,
} from '../../core/provider/wire.ts';
import { createObjectReader } from './wire-fast.ts';

const anything = z.optional(z.unknown());

/** The status and message of a response body, independent of its HTTP status. */
export interface PayatomVerdict {
  readonly status: string | undefined;
  readonly message: string | undefined;
}

const readVerdictFields = createObjectReader(['status', 'message']);

export function readVerdict(answer: object): PayatomVerdict {
  const { status, message } = readVerdictFields(answer);
  return { status: readText(status), message: readText(message) };
}

const readEnvelopeFields = createObjectReader(['data', 'message']);

/** Reads the body of an account status or summary: `data` is an object, or `[]` if there is nothing. */
export function readEnvelope(answer: object): { readonly data: unknown; readonly message: string } {
  const { data, message } = readEnvelopeFields(answer);
  return { data, message: readText(message) ?? '' };
}

/** The accounts of one state. */
export interface Group {
  readonly count: number | undefined;
  /** The rows as received. */
  readonly rows: readonly unknown[];
}

const readGroupFields = createObjectReader(['active', 'inactive']);
const readGroupContent = createObjectReader(['count', 'accounts']);

/** Reads `data` of the account status. Either group may be absent. Throws `ProviderError('malformed')`. */
export function readGroups(data: object): Readonly<Record<'active' | 'inactive', Group | undefined>> {
  const { active, inactive } = readGroupFields(data);
  return { active: readGroup(active), inactive: readGroup(inactive) };
}

function readGroup(value: unknown): Group | undefined {
  if (value === undefined) return undefined;
  // PHP writes an empty group as a list.
  if (value === null || (Array.isArray(value) && value.length === 0)) return { count: undefined, rows: [] };
  if (!isObject(value)) throw notAsDocumented();
  const { count, accounts } = readGroupContent(value);
  const rows = readList(accounts);
  if (rows === undefined) throw notAsDocumented();
  return { count: readCount(count), rows };
}

/** Creates the error for JSON that differs from the documents. */
export function notAsDocumented(): ProviderError {
  return new ProviderError('malformed', { looksLike: 'json' });
}

/** The body of the P2P accounts: rows by kind of account. Unknown kinds are accepted. */
export const limitsWire = readFoldedObject(
  { operator: z.optional(z.unknown()), wallets: anything },
  { operator_details: 'operator' },
);

export const operatorWire = readFoldedObject({ email: textField });

const readRowFields = createObjectReader(
  [
    'account_detail',
    'upi',
    'phone_number',
    'status',
    'account_no',
    'usage_enable',
    'usage_volum',
    'limit_volum',
    'rolling_balance',
    'available_limit',
    'minimum_balance',
    'bank',
  ],
  {
    account_holder: 'account_detail',
    account: 'account_detail',
    account_number: 'account_no',
    usage_volume: 'usage_volum',
    limit_volume: 'limit_volum',
  },
);

/** A row of either list, with the field names of the account status. */
export type PayatomRow = ReturnType<typeof readRowFields>;

/** Reads a row of either list; undefined if it is not an object. Runs no schema, because a list may have thousands. */
export function readRow(value: unknown): PayatomRow | undefined {
  return isObject(value) ? readRowFields(value) : undefined;
}

/** The total of one status. */
export const totalWire = readFoldedObject(
  { count: countField, received: decimalField, requested: decimalField, status: textField },
  { transaction_count: 'count', received_amount: 'received', request_amount: 'requested' },
);

/** Returns whether a value is an empty object or list. PHP writes an empty object as an empty list. */
export function isNothing(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}
