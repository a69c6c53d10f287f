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

/** What every answer says of itself, whatever its HTTP status. */
export interface PayatomVerdict {
  readonly status: string | undefined;
  readonly message: string | undefined;
}

const spellVerdict = createObjectReader(['status', 'message']);

export function readVerdict(answer: object): PayatomVerdict {
  const { status, message } = spellVerdict(answer);
  return { status: readText(status), message: readText(message) };
}

const spellEnvelope = createObjectReader(['data', 'message']);

/** Account status and summary: `data` is an object, or `[]` when there is nothing. */
export function readEnvelope(answer: object): { readonly data: unknown; readonly message: string } {
  const { data, message } = spellEnvelope(answer);
  return { data, message: readText(message) ?? '' };
}

/** Accounts of one state. */
export interface Group {
  readonly count: number | undefined;
  /** As they came. */
  readonly rows: readonly unknown[];
}

const spellGroups = createObjectReader(['active', 'inactive']);
const spellGroup = createObjectReader(['count', 'accounts']);

/** `data` of the account status. Either group may be left out. Throws `WatchError('malformed')`. */
export function readGroups(data: object): Readonly<Record<'active' | 'inactive', Group | undefined>> {
  const { active, inactive } = spellGroups(data);
  return { active: readGroup(active), inactive: readGroup(inactive) };
}

function readGroup(value: unknown): Group | undefined {
  if (value === undefined) return undefined;
  // PHP writes an empty group as a list.
  if (value === null || (Array.isArray(value) && value.length === 0)) return { count: undefined, rows: [] };
  if (!isObject(value)) throw notAsDocumented();
  const { count, accounts } = spellGroup(value);
  const rows = readList(accounts);
  if (rows === undefined) throw notAsDocumented();
  return { count: readCount(count), rows };
}

/** For JSON that is not as the documents have it. */
export function notAsDocumented(): ProviderError {
  return new ProviderError('malformed', { looksLike: 'json' });
}

/** The P2P accounts: rows by kind of account, under names that are no closed list. */
export const limitsWire = readFoldedObject(
  { operator: z.optional(z.unknown()), wallets: anything },
  { operator_details: 'operator' },
);

export const operatorWire = readFoldedObject({ email: textField });

const spellRow = createObjectReader(
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

/** A row of either list, under the names that the account status has for what is in it. */
export type PayatomRow = ReturnType<typeof spellRow>;

/** The lists spell the same things differently. Undefined when it is no row. There are many, so no schema is run. */
export function readRow(value: unknown): PayatomRow | undefined {
  return isObject(value) ? spellRow(value) : undefined;
}

/** The transactions of one status. */
export const totalWire = readFoldedObject(
  { count: countField, received: decimalField, requested: decimalField, status: textField },
  { transaction_count: 'count', received_amount: 'received', request_amount: 'requested' },
);

/** Whether PHP says “nothing” with this: it writes an empty object as an empty list. */
export function isNothing(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}
