import * as z from 'zod';
import { decimalField, textField } from '../../core/provider/wire.ts';

/** An id as its digits. The JSON parser returns numbers beyond 2^53 as text. Undefined if it is not an id. */
const idField = textField.transform((text) => /^0*([1-9]\d{0,29})$/.exec(text ?? '')?.[1]);

/** A wallet. Some servers send further fields, such as `is_active` and `created_at`. */
export const walletWire = z.object({
  id: idField,
  currency_id: idField,
  amount: decimalField,
  type: textField,
  name: textField,
});
export type WalletRow = z.output<typeof walletWire>;

/** A row of the currencies: `{"id": 3, "name": "Japanese Yen", "currency": "JPY", "precision": 0}`. */
export const currencyWire = z.object({
  id: idField,
  currency: textField.transform((text) => /^[A-Z][A-Z0-9]{1,11}$/.exec(text?.toUpperCase() ?? '')?.[0]),
  precision: textField.transform((text) => (/^(?:\d|1[0-2])$/.test(text ?? '') ? Number(text) : undefined)),
});

const tokenShape = /^[\x21-\x7e]{1,4096}$/;

/** The body of a login or refresh response. Newer servers wrap it in `data`. */
export const sessionWire = z.object({
  access_token: z.string().regex(tokenShape),
  refresh_token: z.string().regex(tokenShape).optional().catch(undefined),
  access_expires_at: textField,
});

/** An error body: `{"error": {name, code, message}}`, or the older `{"error": "unauthorized", message}`. */
export const errorWire = z.union([
  z.object({ error: z.object({ code: textField, message: textField }) }),
  z
    .object({ error: z.string(), message: textField })
    .transform(({ error, message }) => ({ error: { code: error, message } })),
]);
