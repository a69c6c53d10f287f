import type { z } from 'zod';
import { decimalField, readFoldedObject, textField } from '../../core/provider/wire.ts';

/**
 * A TRANSACTION as Airpay's servers send it. In JSON the status is a number on success and text on failure; in XML
 * every field is text. Failures contain only the status and the message. Letter case varies.
 */
export const transactionWire = readFoldedObject({
  transactionstatus: textField,
  message: textField,
  merchantid: textField,
  username: textField,
  walletbalance: decimalField,
});
export type AirpayTransaction = z.output<typeof transactionWire>;

/** Names of the objects that may wrap a TRANSACTION, in lower case. */
export const wrappers = ['transaction', 'response', 'data'] as const;
