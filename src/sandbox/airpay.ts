import { createHash } from 'node:crypto';
import type { Clock } from '../core/time/clock.ts';
import { isoDayAt } from '../core/time/day.ts';
import type { Api, SandboxAnswer, SandboxQuestion } from './http.ts';
import { printFlat } from './http.ts';
import type { Tenant } from './operators.ts';

export const airpayEndpoints = ['airpay.balance'] as const;
export type AirpayEndpoint = (typeof airpayEndpoints)[number];

const required = ['merchant_id', 'token', 'private_key', 'wallet_user', 'checksum'] as const;
type Form = Readonly<Record<(typeof required)[number], string>>;

/** Airpay with its wallet balance endpoint. A checksum is valid for the day that `clock` shows in India. */
export function createAirpay(tenants: readonly Tenant[], clock: Clock): Api<AirpayEndpoint> {
  return {
    // The real gateway's response.
    noSuchPath: plain(404, '{"message":"no Route matched with those values"}'),
    wrongMethod: plain(405, '{"message":"Method not allowed"}'),
    endpoints: [
      {
        name: 'airpay.balance',
        method: 'POST',
        path: /^\/airpay\/wallet\/api\/walletBalance\.php$/,
        outage: plain(500, '{"message":"An unexpected error occurred"}'),
        answer: (question) => answerBalance(tenants, isoDayAt(clock.now(), 'Asia/Kolkata'), question),
      },
    ],
  };
}

/** Answers a balance request. Errors of a complete form have HTTP status 200 and a TRANSACTIONSTATUS. */
function answerBalance(tenants: readonly Tenant[], today: string, question: SandboxQuestion): SandboxAnswer {
  const form = formOf(question);
  if (form === undefined) return plain(403, 'Forbidden: Access is denied. Parameters are required');
  const { asJson } = form;
  if (form.checksum !== checksumOf(form, today)) return failure('400', 'Invalid checksum', asJson);
  const tenant = tenants.find(({ operator }) => operator.airpay.merchantId === form.merchant_id);
  if (tenant === undefined) return failure('400', 'Merchant Key Authentication Failed', asJson);
  if (tenant.keys.airpay.privateKey !== form.private_key) {
    return failure('400', 'Invalid Private Key', asJson);
  }
  const wallet = tenant.operator.airpay.users.find(({ user }) => user === form.wallet_user);
  const authentic = tenant.keys.airpay.tokens.get(form.wallet_user) === form.token;
  if (!authentic || wallet?.balance === undefined) return failure('503', 'No Records', asJson);
  return success(form, wallet.balance, asJson);
}

/** Parses the form; undefined if a required field is missing. */
function formOf(question: SandboxQuestion): (Form & { readonly asJson: boolean }) | undefined {
  if (question.contentType !== 'application/x-www-form-urlencoded') return undefined;
  const fields = new URLSearchParams(question.body);
  if (required.some((name) => !fields.get(name))) return undefined;
  const field = (name: (typeof required)[number]) => fields.get(name) ?? '';
  return {
    merchant_id: field('merchant_id'),
    token: field('token'),
    private_key: field('private_key'),
    wallet_user: field('wallet_user'),
    checksum: field('checksum'),
    asJson: fields.get('outputFormat') === 'json',
  };
}

function checksumOf(form: Form, today: string): string {
  const text = form.merchant_id + form.token + form.wallet_user + today + form.private_key;
  return createHash('md5').update(text).digest('hex');
}

/** Renders the document's success samples with this wallet's values. The order of fields differs by format. */
function success(form: Form, balance: string, asJson: boolean): SandboxAnswer {
  if (asJson) {
    const body = `{
"TRANSACTION": {
"CHMOD": "wallet",
"TRANSACTIONSTATUS": 200,
"MESSAGE": "Successful",
"MERCHANTID": ${JSON.stringify(form.merchant_id)},
"USERNAME": ${JSON.stringify(form.wallet_user)},
"WALLETBALANCE": ${balance}
}
}`;
    return plain(200, body);
  }
  return xml([
    ['TRANSACTIONSTATUS', '200'],
    ['MESSAGE', 'Successful'],
    ['CHMOD', 'wallet'],
    ['MERCHANTID', form.merchant_id],
    ['USERNAME', form.wallet_user],
    ['WALLETBALANCE', balance],
  ]);
}

/** Renders the document's failure sample. The status is text in it, and a number on success. */
function failure(status: string, message: string, asJson: boolean): SandboxAnswer {
  if (asJson) return plain(200, printFlat({ TRANSACTION: { TRANSACTIONSTATUS: status, MESSAGE: message } }));
  return xml([
    ['TRANSACTIONSTATUS', status],
    ['MESSAGE', message],
  ]);
}

function xml(fields: readonly (readonly [name: string, value: string])[]): SandboxAnswer {
  const lines = fields.map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`);
  const body = ['<RESPONSE>', '<TRANSACTION>', ...lines, '</TRANSACTION>', '</RESPONSE>'].join('\n');
  return { status: 200, type: 'application/xml', body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Creates an answer of JSON or plain text. */
function plain(status: number, body: string): SandboxAnswer {
  return { status, type: body.startsWith('{') ? 'application/json' : 'text/plain', body };
}
