import * as z from 'zod';
import { isKnownCurrency } from '../../core/money/money.ts';
import { baseUrlField, unknownKeysError } from '../../core/provider/fields.ts';
import { settingFaults } from '../../core/provider/text.ts';
import { Secret } from '../../core/secret/secret.ts';
import { privateKeyOf } from './checksum.ts';
import { parseWalletUsers, type WalletUser } from './wallets.ts';

const settingsShape = {
  baseUrl: baseUrlField().default('https://kraken.airpay.co.in').describe("Airpay's address"),
  merchantId: z
    .string({ error: 'merchantId is missing. Copy it from the Airpay dashboard, for example 18999.' })
    .regex(/^\d{1,20}$/, 'merchantId is not 1 to 20 digits. Copy it from the Airpay dashboard.')
    .describe('merchant id'),
  currency: z
    .string({ error: 'currency is not a currency code. Write a code such as INR.' })
    .refine(isKnownCurrency, 'currency is not a currency code. Write a code such as INR.')
    .default('INR')
    .describe('currency of the balances: the responses contain none'),
  format: z
    .enum(['json', 'xml'], { error: 'format is neither json nor xml. Write one of them, or leave it out.' })
    .default('json')
    .describe('requested format; both are understood'),
};

/** The schema of the settings, which are not secret. */
export const airpaySettings = z.strictObject(settingsShape, unknownKeysError(settingsShape));
export type AirpaySettings = z.output<typeof airpaySettings>;

const secret = z.instanceof(Secret);
const secretsShape = {
  privateKey: secret.optional().describe('private key, 64 hexadecimal digits'),
  username: secret.optional().describe('merchant user name, if no private key is set'),
  password: secret.optional().describe('merchant password, if no private key is set'),
  secret: secret.optional().describe("the dashboard's API key or secret key, if no private key is set"),
  wallets: secret.optional().describe('wallet users: [{"user": "...", "token": "..."}]'),
};
type Given = z.output<z.ZodObject<typeof secretsShape, z.core.$loose>>;

/** The schema of the credentials. Reports all errors at once; no message contains a value. */
export const airpaySecrets = z.looseObject(secretsShape).superRefine((secrets, context) => {
  for (const message of secretFaults(secrets)) context.addIssue({ code: 'custom', message });
});
export type AirpaySecrets = z.output<typeof airpaySecrets>;

/** The credentials that sign and authenticate every request. */
export interface Credentials {
  readonly privateKey: Secret;
  readonly wallets: readonly WalletUser[];
}

/** Expects secrets that passed `airpaySecrets`. */
export function credentialsOf(secrets: AirpaySecrets): Credentials {
  const wallets = secrets.wallets === undefined ? [] : parseWalletUsers(secrets.wallets.reveal()).wallets;
  if (secrets.privateKey !== undefined) return { privateKey: secrets.privateKey, wallets };
  const { username = empty, password = empty, secret = empty } = secrets;
  return { privateKey: privateKeyOf({ username, password, secret }), wallets };
}

const empty = new Secret('');
const parts = ['username', 'password', 'secret'] as const;

function secretFaults(given: Given): readonly string[] {
  const faults: string[] = [];
  const known = Object.keys(secretsShape);
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (unknown.length > 0) faults.push(settingFaults.unknown(unknown, known));
  faults.push(...keyFaults(given));
  if (given.wallets === undefined) {
    faults.push('wallets is missing. Write the wallet users as [{"user": "...", "token": "..."}]');
  } else {
    faults.push(...parseWalletUsers(given.wallets.reveal()).faults);
  }
  return faults;
}

function keyFaults(given: Given): readonly string[] {
  const present = parts.filter((name) => given[name] !== undefined);
  const missing = parts.filter((name) => given[name] === undefined);
  const faults = present
    .filter((name) => !given[name]?.matches(/^\P{Cc}{1,200}$/u))
    .map((name) => `${name} is empty, over 200 characters, or contains a line break. Copy it again.`);
  if (given.privateKey !== undefined) {
    if (!given.privateKey.matches(/^[\x21-\x7e]{10,200}$/)) {
      faults.push('privateKey is not 10 to 200 plain characters. Copy it again, without spaces.');
    }
    if (present.length > 0) {
      faults.push(`privateKey and ${present.join(', ')} are both set. Remove one of the two.`);
    }
    return faults;
  }
  if (present.length === 0) {
    return ['privateKey is missing. Set it, or set username, password and secret to compute it from.'];
  }
  if (missing.length > 0) {
    faults.push(`${missing.join(', ')} missing. The private key is made from username, password and secret.`);
  }
  return faults;
}
