import type { Reason } from '../../core/errors/errors.ts';
import type { SandboxFaultCase } from './fault.ts';

const json = { 'content-type': 'application/json' };
const html = { 'content-type': 'text/html; charset=UTF-8' };
const page = (title: string) =>
  `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;

const waits = [
  '1',
  '0',
  '-1',
  '1000000000',
  'soon',
  'Wed, 21 Oct 2015 07:28:00 GMT',
  'Wed, 21 Oct 2099 07:28:00 GMT',
];

const limited: readonly Reason[] = ['rate-limited', 'cooling-down'];
const overloaded: readonly Reason[] = ['provider-fault', 'rate-limited', 'cooling-down'];
const broken: readonly Reason[] = ['provider-fault', 'malformed'];

/** Faults of the status: a complete HTTP answer with a wrong status. */
export const statusFaults: readonly SandboxFaultCase[] = [
  redirect(301, '/login'),
  redirect(302, '/login'),
  redirect(307, '/bot/api_v2/account_status.php'),
  redirect(308, 'http://127.0.0.1:1/'),
  redirect(302, 'https://elsewhere.invalid/'),
  redirect(302, '//elsewhere.invalid/'),
  redirect(302, ''),
  status(204, {}, '', ['malformed', 'provider-fault']),
  status(401, html, page('401 Authorization Required'), [
    'key-refused',
    'key-missing',
    'forbidden',
    'refused',
    'malformed',
  ]),
  status(403, html, page('403 Forbidden'), ['forbidden', 'key-refused', 'malformed']),
  status(404, html, page('404 Not Found'), ['not-found', 'provider-fault', 'malformed']),
  status(409, json, '{"message":"Conflict"}', ['refused', 'bad-question', 'in-process', ...broken]),
  status(422, json, '{"message":"Unprocessable"}', ['bad-question', 'refused', ...broken]),
  status(429, json, '{"message":"Too Many Requests"}', limited),
  ...waits.flatMap((wait) => [
    status(429, { ...json, 'retry-after': wait }, '{"message":"Too Many Requests"}', limited),
    status(503, { ...html, 'retry-after': wait }, page('503 Service Unavailable'), overloaded),
  ]),
  status(500, json, '{"status":"error","message":"Database connection failed"}', ['provider-fault']),
  status(500, {}, '', broken),
  status(502, html, page('502 Bad Gateway'), broken),
  status(503, html, page('503 Service Unavailable'), overloaded),
  status(504, html, page('504 Gateway Time-out'), broken),
  status(599, html, page('599'), broken),
];

function status(
  code: number,
  headers: Readonly<Record<string, string>>,
  body: string,
  expect: readonly Reason[],
): SandboxFaultCase {
  const wait = headers['retry-after'];
  const name = `${code}${body === '' ? ' without a body' : ''}${wait === undefined ? '' : `, retry after "${wait}"`}`;
  return { name, kind: 'answer', answer: { status: code, headers, body }, expect, arrives: true };
}

function redirect(code: number, location: string): SandboxFaultCase {
  const headers: Readonly<Record<string, string>> = location === '' ? {} : { location };
  const name = `${code} to ${location === '' ? 'nowhere' : location}`;
  return {
    name,
    kind: 'answer',
    answer: { status: code, headers, body: '' },
    expect: ['redirected'],
    arrives: false,
  };
}
