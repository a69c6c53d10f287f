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
    .string({ error: 'merchantId is missing. Give the merchant id of the Airpay dashboard, as 18999.' })
    .regex(/^\d{1,20}$/, 'merchantId is not 1 to 20 digits. Copy it from the Airpay dashboard.')
    .describe('merchant id'),
  currency: z
    .string({ error: 'currency is not a currency code. Write it as INR.' })
    .refine(isKnownCurrency, 'currency is not a currency code. Write it as INR.')
    .default('INR')
    .describe('currency of the balances: the answers carry none'),
  format: z
    .enum(['json', 'xml'], { error: 'format is neither json nor xml. Leave it out, or write one of them.' })
    .default('json')
    .describe('format to ask for; either is understood'),
};

/** What is no secret. */
export const airpaySettings = z.strictObject(settingsShape, unknownKeysError(settingsShape));
export type AirpaySettings = z.output<typeof airpaySettings>;

const secret = z.instanceof(Secret);
const secretsShape = {
  privateKey: secret.optional().describe('private key, 64 hexadecimal digits'),
  username: secret.optional().describe('merchant user name, where no private key is given'),
  password: secret.optional().describe('merchant password, where no private key is given'),
  secret: secret.optional().describe("the dashboard.'s API key or secret key, where no private key is given"),
  wallets: secret.optional().describe('wallet users: [{"user": "...", "token": "..."}]'),
};
type Given = z.output<z.ZodObject<typeof secretsShape, z.core.$loose>>;

/** The credentials. Every fault is told at once, and none shows a value. */
export const airpaySecrets = z.looseObject(secretsShape).superRefine((given, context) => {
  for (const message of secretFaults(given)) context.addIssue({ code: 'custom', message });
});
export type AirpaySecrets = z.output<typeof airpaySecrets>;

/** What signs and proves every question. Only from secrets that `secrets` let pass. */
export interface Credentials {
  readonly privateKey: Secret;
  readonly wallets: readonly WalletUser[];
}

export function credentialsOf(given: AirpaySecrets): Credentials {
  const wallets = given.wallets === undefined ? [] : parseWalletUsers(given.wallets.reveal()).wallets;
  if (given.privateKey !== undefined) return { privateKey: given.privateKey, wallets };
  const { username = empty, password = empty, secret = empty } = given;
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
    faults.push('wallets is missing. Give the wallet users as [{"user": "...", "token": "..."}]');
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
    .map((name) => `${name} is empty, over 200 characters, or has a line end in it. Copy it again.`);
  if (given.privateKey !== undefined) {
    if (!given.privateKey.matches(/^[\x21-\x7e]{10,200}$/)) {
      faults.push('privateKey is not 10 to 200 plain characters. Copy it again, without blanks.');
    }
    if (present.length > 0) {
      faults.push(`privateKey and ${present.join(', ')} are both given. Leave one way out.`);
    }
    return faults;
  }
  if (present.length === 0) {
    return ['privateKey is missing. Give it, or username, password and secret to make it from.'];
  }
  if (missing.length > 0) {
    faults.push(`${missing.join(', ')} missing: the private key is made from username, password and secret.`);
  }
  return faults;
}
