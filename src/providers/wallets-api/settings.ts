import * as z from 'zod';
import { baseUrlField, headerShape, unknownKeysError } from '../../core/provider/fields.ts';
import { settingFaults } from '../../core/provider/text.ts';
import { Secret } from '../../core/secret/secret.ts';

const settingsShape = { baseUrl: baseUrlField().describe("the API's address, without /api/v1") };

/** What is no secret. */
export const walletsApiSettings = z.strictObject(settingsShape, unknownKeysError(settingsShape));

const secret = z.instanceof(Secret).exactOptional();
const secretsShape = {
  token: secret.describe('access token'),
  username: secret.describe('user name to log in with'),
  password: secret.describe('password to log in with'),
  apiKey: secret.describe('API key, sent as X-API-Key'),
  apiSecret: secret.describe('API secret, sent as X-API-Secret'),
};
type Name = keyof typeof secretsShape;
type Given = Readonly<Partial<Record<Name, Secret>>>;

/** The credentials: one of the three ways in. Every fault is told at once, and none shows a value. */
export const walletsApiSecrets = z.looseObject(secretsShape).check(({ value, issues }) => {
  for (const message of secretFaults(value)) issues.push({ code: 'custom', input: undefined, message });
});
export type WalletsApiSecrets = z.output<typeof walletsApiSecrets>;

/** The way in that was given. */
export type AuthMethod =
  | { readonly kind: 'token'; readonly token: Secret }
  | { readonly kind: 'login'; readonly username: Secret; readonly password: Secret }
  | { readonly kind: 'key'; readonly apiKey: Secret; readonly apiSecret: Secret };

/** Only from secrets that `secrets` let pass. */
export function authMethodOf({
  token,
  username,
  password,
  apiKey,
  apiSecret,
}: Given): AuthMethod | undefined {
  if (token) return { kind: 'token', token };
  if (username && password) return { kind: 'login', username, password };
  return apiKey && apiSecret ? { kind: 'key', apiKey, apiSecret } : undefined;
}

const authMethods: readonly (readonly Name[])[] = [
  ['token'],
  ['username', 'password'],
  ['apiKey', 'apiSecret'],
];

/** What is wrong when no way in was given. */
export const noAuthMethod =
  'There is no credential. Give token, or username and password, or apiKey and apiSecret.';

function secretFaults(given: Given): readonly string[] {
  const faults: string[] = [];
  const known = Object.keys(secretsShape);
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (unknown.length > 0) faults.push(settingFaults.unknown(unknown, known));
  const begun = authMethods.filter((way) => way.some((name) => given[name] !== undefined));
  if (begun.length === 0) faults.push(noAuthMethod);
  if (begun.length > 1) {
    faults.push(
      `${begun
        .flat()
        .filter((name) => given[name])
        .join(', ')} are several ways in. Leave all but one out.`,
    );
  }
  for (const way of begun) {
    const missing = way.filter((name) => given[name] === undefined);
    if (missing.length > 0)
      faults.push(`${missing.join(', ')} is missing: ${way.join(' and ')} go together.`);
    for (const name of way) if (given[name]?.matches(shapes[name]) === false) faults.push(shapeFaults[name]);
  }
  return faults;
}

const line = /^\P{Cc}{1,256}$/u;
const shapes: Readonly<Record<Name, RegExp>> = {
  token: /^[\x21-\x7e]{1,4096}$/,
  username: line,
  password: line,
  apiKey: headerShape,
  apiSecret: headerShape,
};

const shapeFaults: Readonly<Record<Name, string>> = {
  token: 'token has a blank or a line break in it, or is empty. Paste it again, without “Bearer”.',
  username: 'username is empty, too long or has a line break in it. Paste it again.',
  password: 'password is empty, too long or has a line break in it. Paste it again.',
  apiKey: 'apiKey does not fit a request header. Paste it again, without line breaks.',
  apiSecret: 'apiSecret does not fit a request header. Paste it again, without line breaks.',
};
