import * as z from 'zod';
import { baseUrlField, headerShape, unknownKeysError } from '../../core/provider/fields.ts';
import { settingFaults } from '../../core/provider/text.ts';
import { Secret } from '../../core/secret/secret.ts';

const settingsShape = { baseUrl: baseUrlField().describe("the API's address, without /api/v1") };

/** The schema of the settings, which are not secret. */
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

/** The schema of the credentials: one of three methods. Reports all errors at once; no message contains a value. */
export const walletsApiSecrets = z.looseObject(secretsShape).check(({ value, issues }) => {
  for (const message of secretFaults(value)) issues.push({ code: 'custom', input: undefined, message });
});
export type WalletsApiSecrets = z.output<typeof walletsApiSecrets>;

/** The authentication method of a connection. */
export type AuthMethod =
  | { readonly kind: 'token'; readonly token: Secret }
  | { readonly kind: 'login'; readonly username: Secret; readonly password: Secret }
  | { readonly kind: 'key'; readonly apiKey: Secret; readonly apiSecret: Secret };

/** Returns the method of secrets that passed `walletsApiSecrets`. */
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

const methodNames: readonly (readonly Name[])[] = [
  ['token'],
  ['username', 'password'],
  ['apiKey', 'apiSecret'],
];

/** The error message for missing credentials. */
export const noAuthMethod =
  'There is no credential. Set token, or username and password, or apiKey and apiSecret.';

function secretFaults(given: Given): readonly string[] {
  const faults: string[] = [];
  const known = Object.keys(secretsShape);
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (unknown.length > 0) faults.push(settingFaults.unknown(unknown, known));
  const present = methodNames.filter((names) => names.some((name) => given[name] !== undefined));
  if (present.length === 0) faults.push(noAuthMethod);
  if (present.length > 1) {
    const names = present.flat().filter((name) => given[name]);
    faults.push(`${names.join(', ')} belong to several login methods. Use only one method.`);
  }
  for (const names of present) {
    const missing = names.filter((name) => given[name] === undefined);
    if (missing.length > 0)
      faults.push(`${missing.join(', ')} is missing. Set ${names.join(' and ')} together.`);
    for (const name of names)
      if (given[name]?.matches(shapes[name]) === false) faults.push(shapeFaults[name]);
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
  token: 'token is empty, or contains a space or a line break. Paste it again, without “Bearer”.',
  username: 'username is empty, too long or contains a line break. Paste it again.',
  password: 'password is empty, too long or contains a line break. Paste it again.',
  apiKey: 'apiKey does not fit a request header. Paste it again, without line breaks.',
  apiSecret: 'apiSecret does not fit a request header. Paste it again, without line breaks.',
};
