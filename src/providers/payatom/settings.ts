import * as z from 'zod';
import {
  baseUrlField,
  headerShape,
  secretField,
  timeZoneField,
  unknownKeysError,
} from '../../core/provider/fields.ts';

/** Payatom's countries by their currency: the zone in which the day of a connection turns. */
export const timeZones = { INR: 'Asia/Kolkata', BDT: 'Asia/Dhaka', PKR: 'Asia/Karachi' } as const;

const emailFault = 'email is not an e-mail address. Write it as name@example.com.';
const plain = {
  baseUrl: baseUrlField().describe("Payatom's address"),
  currency: z
    .enum(['INR', 'BDT', 'PKR'], { error: 'currency is one of INR, BDT and PKR. Write one of them.' })
    .default('INR')
    .describe('currency of the figures: the answers carry none'),
  timeZone: timeZoneField.optional().describe('time zone of the day, where it is not that of the currency'),
  email: z
    .string({ error: emailFault })
    .trim()
    .regex(/^[^\s@]{1,128}@[^\s@]{1,125}$/, { error: emailFault })
    .optional()
    .describe("the operator's e-mail at Payatom; goes with token"),
};

/** What is no secret. */
export const payatomSettings = z.strictObject(plain, unknownKeysError(plain));
export type PayatomSettings = z.output<typeof payatomSettings>;

const pasteAgain = 'does not fit a request header. Paste it again, without line breaks.';
const credentials = {
  apiKey: secretField(headerShape, `apiKey ${pasteAgain}`)
    .optional()
    .describe('API key: account status and summary'),
  token: secretField(headerShape, `token ${pasteAgain}`).optional().describe('token: P2P accounts'),
  // The documents' own sample is not hexadecimal, so the shape is wider than an MD5.
  verificationCode: secretField(
    /^[\x21-\x7e]{6,64}$/,
    "verificationCode is not 6 to 64 letters and digits. Give the MD5 of the operator's password.",
  )
    .optional()
    .describe("MD5 of the operator's password; goes with token"),
  password: secretField(
    /^[^\p{Cc}]{1,256}$/u,
    'password is empty, too long or holds a line break. Paste it again.',
  )
    .optional()
    .describe('password to make the verification code from, where none is given'),
};
type Given = Readonly<Partial<Record<keyof typeof credentials, unknown>>>;

/** What must hold between the credentials, whether or not each is good by itself. */
const rules: readonly { readonly holds: (given: Given) => boolean; readonly fault: string }[] = [
  {
    holds: ({ apiKey, token, verificationCode, password }) =>
      (apiKey ?? token ?? verificationCode ?? password) !== undefined,
    fault: 'There is no credential. Give apiKey, or token with verificationCode or password, or both.',
  },
  {
    holds: ({ token, verificationCode, password }) => !token || (verificationCode ?? password) !== undefined,
    fault: 'token needs verificationCode, or password to make it from. Give one of them.',
  },
  {
    holds: ({ token, verificationCode, password }) =>
      token !== undefined || (verificationCode ?? password) === undefined,
    fault: 'verificationCode and password serve with token alone. Give token, or leave them out.',
  },
  {
    holds: ({ verificationCode, password }) => verificationCode === undefined || password === undefined,
    fault: 'verificationCode and password might not agree. Give one of them.',
  },
];

/** The credentials. Every fault is told at once, and none shows a value. */
export const payatomSecrets = z
  .strictObject(credentials, unknownKeysError(credentials))
  .check(...rules.map(({ holds, fault }) => z.refine<Given>(holds, { error: fault, when: isGiven })));
export type PayatomSecrets = z.output<typeof payatomSecrets>;

/** Rules look even where a credential has a fault of its own, so that one try tells all. */
function isGiven({ value }: z.core.ParsePayload): boolean {
  return typeof value === 'object' && value !== null;
}
