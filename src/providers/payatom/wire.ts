import { z } from 'zod';
import {
  type Amount,
  countField,
  decimalField,
  foldedObject,
  isObject,
  listField,
  readAmount,
  readText,
  rowFolder,
  textField,
} from '../../core/wire.ts';

const anything = z.optional(z.unknown());

/** The verdict that every answer opens with, whatever its HTTP status. */
export const verdictWire = foldedObject({ status: textField, message: textField });

/** Account status and summary: `data` is an object, or `[]` when there is nothing. */
export const envelopeWire = foldedObject({ data: anything, message: textField });

const group = z.preprocess(
  // PHP writes an empty group as a list.
  (value) => (value === null || (Array.isArray(value) && value.length === 0) ? {} : value),
  foldedObject({ count: countField, accounts: listField }),
);

/** `data` of the account status. Either group may be left out. */
export const groupsWire = foldedObject({ active: z.optional(group), inactive: z.optional(group) });

/** The P2P accounts: rows by kind of account, under names that are no closed list. */
export const limitsWire = foldedObject(
  { operator: z.optional(z.unknown()), wallets: anything },
  { operator_details: 'operator' },
);

export const operatorWire = foldedObject({ email: textField });

const foldRow = rowFolder(
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
  readonly name: string | undefined;
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

/** Reads a row of either list; each list spells the same things differently. There are many, so no schema is run. */
export function readRow(value: object): Row {
  const found = foldRow(value);
  return {
    name: readText(found[0]),
    upi: readText(found[1]),
    number: readText(found[2]),
    phone: readText(found[3]),
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

/** The transactions of one status. */
export const totalWire = foldedObject(
  { count: countField, received: decimalField, requested: decimalField, status: textField },
  { transaction_count: 'count', received_amount: 'received', request_amount: 'requested' },
);

/** Whether PHP says “nothing” with this: it writes an empty object as an empty list. */
export function isNothing(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}
