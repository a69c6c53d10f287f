import { isDay, parseDay } from '../core/time/day.ts';
import type { Api, SandboxAnswer, SandboxQuestion } from './http.ts';
import { fieldsOf, headerOf } from './http.ts';
import type { Tenant } from './operators.ts';

export const payatomEndpoints = ['payatom.status', 'payatom.limits', 'payatom.summary'] as const;
export type PayatomEndpoint = (typeof payatomEndpoints)[number];

const noWallets = { status: 'success', data: [], message: 'No wallets found for the operator' } as const;

/** The account status list of an operator without accounts. */
export const noAccounts = JSON.stringify(noWallets, undefined, 4);

/** Creates Payatom with three endpoints: account status, P2P accounts, transaction summary. */
export function createPayatom(tenants: readonly Tenant[]): Api<PayatomEndpoint> {
  const outage = refuse(500, 'Database connection failed');
  return {
    noSuchPath: { status: 404, type: 'text/html', body: '<h1>Not Found</h1>' },
    wrongMethod: refuse(405, 'Method not allowed'),
    endpoints: [
      {
        name: 'payatom.status',
        method: 'GET',
        path: /^\/bot\/api_v2\/account_status\.php$/,
        outage,
        answer: (question) => answerStatus(tenants, question),
      },
      {
        name: 'payatom.limits',
        method: 'POST',
        path: /^\/api\/wallet_balance\.php$/,
        outage,
        answer: (question) => answerLimits(tenants, question),
      },
      {
        name: 'payatom.summary',
        method: 'POST',
        path: /^\/bot\/api_v2\/account_deposit\.php$/,
        outage,
        answer: (question) => answerSummary(tenants, question),
      },
    ],
  };
}

function answerStatus(tenants: readonly Tenant[], question: SandboxQuestion): SandboxAnswer {
  const tenant = byApiKey(tenants, question);
  return typeof tenant === 'string' ? refuse(401, tenant) : ok(tenant.operator.payatom.status);
}

/** Answers the P2P accounts. The document has no error texts for this endpoint; these imitate the other endpoints. */
function answerLimits(tenants: readonly Tenant[], question: SandboxQuestion): SandboxAnswer {
  const token = headerOf(question, 'authorization');
  if (token === undefined) return refuse(401, 'Authorization header missing');
  const fields = jsonFields(question);
  if (fields === undefined) return refuse(400, 'Invalid JSON body');
  if (textIn(fields, 'email') === undefined) return refuse(400, 'Email is missing');
  const code = textIn(fields, 'verification_code');
  if (code === undefined) return refuse(400, 'Verification Code is missing');
  const tenant = tenants.find(({ keys }) => keys.payatom.token === token);
  if (tenant === undefined) return refuse(401, 'Invalid token');
  const known = tenant.operator.payatom.email === fields['email'];
  if (!known || tenant.keys.payatom.verificationCode !== code) {
    return refuse(401, 'Invalid email or verification code');
  }
  return ok(tenant.operator.payatom.limits);
}

/** Answers the summary. Errors are 401, as documented; the text for a missing account number is not documented. */
function answerSummary(tenants: readonly Tenant[], question: SandboxQuestion): SandboxAnswer {
  const tenant = byApiKey(tenants, question);
  if (typeof tenant === 'string') return refuseSummary(tenant);
  const fields = jsonFields(question);
  if (fields === undefined) return refuseSummary('Invalid JSON body');
  const account = textIn(fields, 'account_number');
  if (account === undefined) return refuseSummary('Account Number is missing');
  const dateType = textIn(fields, 'filter_date_type');
  if (dateType === undefined) return refuseSummary('Filter Date Type is missing');
  const date = textIn(fields, 'filter_date');
  if (date === undefined) return refuseSummary('Filter Date is missing');
  if (dateType !== 'action_date' && dateType !== 'c_date') return refuseSummary('Un Supported Filter Type');
  if (!isDay(parseDay(date))) return refuseSummary('Invalid Filter Date Format');
  return ok(
    tenant.operator.payatom.summary(account, dateType, date) ?? JSON.stringify(noWallets, undefined, 2),
  );
}

/** Returns the tenant of the `Api-Key` header, or the documented error message. */
function byApiKey(tenants: readonly Tenant[], question: SandboxQuestion): Tenant | string {
  const key = headerOf(question, 'api-key');
  if (key === undefined) return 'Api-Key header missing';
  return tenants.find(({ keys }) => keys.payatom.apiKey === key) ?? 'Invalid or unauthorized Api-Key';
}

function jsonFields(question: SandboxQuestion): Readonly<Record<string, unknown>> | undefined {
  return question.contentType === 'application/json' ? fieldsOf(question.body) : undefined;
}

/** Returns a field's text; undefined if it is empty or not text. */
function textIn(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function ok(body: string): SandboxAnswer {
  return { status: 200, type: 'application/json', body };
}

/** Prints an error as the account status document does: on one line, with a space after colons and commas. */
function refuse(status: number, message: string): SandboxAnswer {
  const body = `{"status": "error", "message": ${JSON.stringify(message)}}`;
  return { status, type: 'application/json', body };
}

/** Prints an error as the summary document does: indented by two. */
function refuseSummary(message: string): SandboxAnswer {
  const body = JSON.stringify({ status: 'error', message }, undefined, 2);
  return { status: 401, type: 'application/json', body };
}
