import type { z } from 'zod';
import { decimalField, readFoldedObject, textField } from '../../core/provider/wire.ts';

/**
 * A TRANSACTION as it really comes: in JSON the status is a number on success and text on failure, in XML everything
 * is text; failures hold the status and the message alone; letter case drifts.
 */
export const transactionWire = readFoldedObject({
  transactionstatus: textField,
  message: textField,
  merchantid: textField,
  username: textField,
  walletbalance: decimalField,
});
export type AirpayTransaction = z.output<typeof transactionWire>;

/** What a TRANSACTION may be wrapped in, in lower case. */
export const wrappers = ['transaction', 'response', 'data'] as const;
