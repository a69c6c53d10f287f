import * as z from 'zod';
import {
  baseUrlField,
  headerShape,
  secretField,
  timeZoneField,
  unknownKeysError,
} from '../../core/provider/fields.ts';

/** The time zone of a connection's day, by currency. Each currency is one of Payatom's countries. */
export const timeZones = { INR: 'Asia/Kolkata', BDT: 'Asia/Dhaka', PKR: 'Asia/Karachi' } as const;

const emailFault = 'email is not an e-mail address. Write it as name@example.com.';
const plain = {
  baseUrl: baseUrlField().describe("Payatom's address"),
  currency: z
    .enum(['INR', 'BDT', 'PKR'], { error: 'currency is not INR, BDT or PKR. Write one of them.' })
    .default('INR')
    .describe('currency of the figures: the responses contain none'),
  timeZone: timeZoneField.optional().describe('time zone of the day, if it is not that of the currency'),
  email: z
    .string({ error: emailFault })
    .trim()
    .regex(/^[^\s@]{1,128}@[^\s@]{1,125}$/, { error: emailFault })
    .optional()
    .describe("the operator's e-mail at Payatom; needed with token"),
};

/** The schema of the settings, which are not secret. */
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
    "verificationCode is not 6 to 64 letters and digits. Set it to the MD5 of the operator's password.",
  )
    .optional()
    .describe("MD5 of the operator's password; needed with token"),
  password: secretField(
    /^[^\p{Cc}]{1,256}$/u,
    'password is empty, too long or contains a line break. Paste it again.',
  )
    .optional()
    .describe('password to compute the verification code from, if none is set'),
};
type Given = Readonly<Partial<Record<keyof typeof credentials, unknown>>>;

/** Rules on the combination of credentials, checked even if a credential is invalid by itself. */
const rules: readonly { readonly holds: (given: Given) => boolean; readonly fault: string }[] = [
  {
    holds: ({ apiKey, token, verificationCode, password }) =>
      (apiKey ?? token ?? verificationCode ?? password) !== undefined,
    fault: 'There is no credential. Set apiKey, or token with verificationCode or password, or both.',
  },
  {
    holds: ({ token, verificationCode, password }) => !token || (verificationCode ?? password) !== undefined,
    fault: 'token needs verificationCode, or password to compute it from. Set one of them.',
  },
  {
    holds: ({ token, verificationCode, password }) =>
      token !== undefined || (verificationCode ?? password) === undefined,
    fault: 'verificationCode and password are used only with token. Set token, or remove them.',
  },
  {
    holds: ({ verificationCode, password }) => verificationCode === undefined || password === undefined,
    fault: 'verificationCode and password may contradict each other. Set only one of them.',
  },
];

/** The schema of the credentials. Reports all errors at once; no message contains a value. */
export const payatomSecrets = z
  .strictObject(credentials, unknownKeysError(credentials))
  .check(...rules.map(({ holds, fault }) => z.refine<Given>(holds, { error: fault, when: isGiven })));
export type PayatomSecrets = z.output<typeof payatomSecrets>;

/** Runs the rules even if a credential is invalid by itself, so that all errors are reported at once. */
function isGiven({ value }: z.core.ParsePayload): boolean {
  return typeof value === 'object' && value !== null;
}
