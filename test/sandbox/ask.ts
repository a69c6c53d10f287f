import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import type { SandboxConnection, SandboxProvider } from '../../src/sandbox/connections.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';

/** An answer, with its exact bytes. */
export interface Heard {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  /** The path, sent without normalisation. */
  readonly path?: string;
}

/** Sends a request without a client library, so that its headers and body are exactly those of the test. */
export function ask(url: string, asking: Asking = {}): Promise<Heard> {
  const { body = '', ...options } = asking;
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...options, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Returns a sample of a provider document, byte for byte. */
export function printed(name: string): string {
  return readFileSync(new URL(`../fixtures/documents/${name}`, import.meta.url), 'utf8');
}

/** Returns the connection of an operator to a provider, with its settings and secrets as text. */
export function opened(sandbox: Sandbox, provider: SandboxProvider, operator = 'sample') {
  const found = sandbox.connections.find(
    (connection) => connection.provider === provider && connection.operator.id === operator,
  );
  if (found === undefined) throw new Error(`no ${provider} of ${operator}`);
  return { ...found, settings: found.settings as Readonly<Record<string, string>> };
}

/** Returns a credential of the connection by its name. */
export function secretOf(connection: SandboxConnection, name: string): string {
  const found = [connection.secrets, ...connection.otherSecrets].find((secrets) => secrets[name]);
  return found?.[name] ?? '';
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

export function askStatus(connection: SandboxConnection, headers?: OutgoingHttpHeaders): Promise<Heard> {
  return ask(`${connection.settings['baseUrl']}/bot/api_v2/account_status.php`, {
    headers: headers ?? { 'Api-Key': secretOf(connection, 'apiKey') },
  });
}

export function askLimits(
  connection: SandboxConnection,
  change: Asking & { fields?: object } = {},
): Promise<Heard> {
  const { fields, ...rest } = change;
  const question = {
    email: connection.settings['email'],
    verification_code: secretOf(connection, 'verificationCode'),
    ...fields,
  };
  return ask(`${connection.settings['baseUrl']}/api/wallet_balance.php`, {
    method: 'POST',
    headers: { Authorization: secretOf(connection, 'token'), 'Content-Type': 'application/json' },
    body: JSON.stringify(question),
    ...rest,
  });
}

export function askSummary(
  connection: SandboxConnection,
  change: Asking & { fields?: object } = {},
): Promise<Heard> {
  const { fields, ...rest } = change;
  return ask(`${connection.settings['baseUrl']}/bot/api_v2/account_deposit.php`, {
    method: 'POST',
    headers: { 'Api-Key': secretOf(connection, 'apiKey'), 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...JSON.parse(printed('payatom-summary-question.json')), ...fields }),
    ...rest,
  });
}

/** Requests the balance of a connection's wallet user, with a valid checksum unless `fields` has one. */
export function askBalance(
  connection: SandboxConnection,
  today: string,
  change: Asking & { fields?: Record<string, string | undefined>; user?: string } = {},
): Promise<Heard> {
  const { fields, user, ...rest } = change;
  const wallets: { user: string; token: string }[] = JSON.parse(secretOf(connection, 'wallets'));
  const wallet = user === undefined ? wallets[0] : wallets.find((one) => one.user === user);
  const form: Record<string, string | undefined> = {
    merchant_id: String(connection.settings['merchantId']),
    token: wallet?.token,
    private_key: secretOf(connection, 'privateKey'),
    wallet_user: wallet?.user,
    ...fields,
  };
  form['checksum'] ??= md5(
    `${form['merchant_id']}${form['token']}${form['wallet_user']}${today}${form['private_key']}`,
  );
  const given = Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return ask(`${connection.settings['baseUrl']}/airpay/wallet/api/walletBalance.php`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(given).toString(),
    ...rest,
  });
}

export function askWallets(
  connection: SandboxConnection,
  path: string,
  headers?: OutgoingHttpHeaders,
): Promise<Heard> {
  return ask(`${connection.settings['baseUrl']}${path}`, {
    headers: headers ?? { Authorization: `Bearer ${secretOf(connection, 'token')}` },
  });
}
