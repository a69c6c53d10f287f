import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Reason } from '../../core/errors/errors.ts';
import type { SandboxFaultCase, WireAnswer } from './fault.ts';

const warning =
  '<br />\n<b>Warning</b>:  mysqli_connect(): (HY000/2002) in <b>/srv/www/db.php</b> on line <b>7</b><br />\n';
const spurious =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"status":"success"}';

/** Faults of the body: the status is right, but the body differs from the documents or is encoded without being asked. */
export const bodyFaults: readonly SandboxFaultCase[] = [
  text('HTML page', 'malformed', () => '<!DOCTYPE html><html><body>Under maintenance</body></html>'),
  text('PHP warning before the body', 'malformed', (body) => `${warning}${body}`),
  text('byte order mark', 'ok', (body) => `\ufeff${body}`),
  text('blanks around the body', 'ok', (body) => `\r\n${body}\n`),
  header('JSON called HTML', 'ok', 'content-type', 'text/html; charset=UTF-8'),
  text('junk after the body', 'malformed', (body) => `${body}<!-- 0.02s -->`),
  text('two bodies', 'malformed', (body) => `${body}${body}`),
  text('empty body', 'malformed', () => ''),
  text('blank body', 'malformed', () => ' \r\n'),
  text('null', 'malformed', () => 'null'),
  text('bare number', 'malformed', () => '5000'),
  text('empty object', 'malformed', () => '{}'),
  text(
    'nested 100,000 deep',
    ['malformed', 'too-large'],
    () => `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  ),
  text('NaN for every number', ['ok', 'malformed'], (body) => everyNumber(body, 'NaN')),
  text('Infinity for every number', ['ok', 'malformed'], (body) => everyNumber(body, 'Infinity')),
  text('1e999 for every number', ['ok', 'malformed'], (body) => everyNumber(body, '1e999')),
  text('9007199254740993 for every number', ['ok', 'malformed', 'foreign'], (body) =>
    everyNumber(body, '9007199254740993'),
  ),
  text('Devanagari digits', ['ok', 'malformed', 'foreign'], (body) =>
    body.replace(/"-?[\d.]+"/g, toDevanagari),
  ),
  text('grouped digits', ['ok', 'malformed', 'foreign'], (body) =>
    body.replace(/"(\d+)(\d{3}(?:\.\d+)?)"/g, '"$1,$2"'),
  ),
  text('keys named __proto__', ['ok', 'malformed'], (body) => body.replace(/\{(?=\s*")/g, hostileKeys)),
  text('numbers for texts', ['ok', 'malformed'], (body) => body.replace(/: *"(\d{1,15})"/g, ': $1')),
  text('null for texts', ['ok', 'malformed', 'refused', 'provider-fault'], (body) =>
    body.replace(/: *"[^"]*"/g, ': null'),
  ),
  changed('bytes that are no UTF-8', ['ok', 'malformed'], (answer) => ({
    ...answer,
    body: withLatin(answer.body),
  })),
  changed('cut short, without a length', 'malformed', cutShort),
  packed('gzip', 'gzip', (body) => gzipSync(body)),
  packed('brotli', 'br', (body) => brotliCompressSync(body)),
  packed('gzip twenty times over', Array(20).fill('gzip').join(', '), (body) => gzipSync(body)),
  packed('gzip of 16 MiB', 'gzip', () => gzipSync(Buffer.alloc(16 * 1024 * 1024))),
  packed('encoding of an unknown name', 'aes128gcm', (body) => body),
  changed('gzip without a content-encoding header', 'malformed', (answer) => ({
    ...answer,
    body: gzipSync(answer.body),
  })),
  header('content-encoding: identity', 'ok', 'content-encoding', 'identity'),
  header('header named __proto__', 'ok', '__proto__', 'x'),
  {
    name: 'unrequested second answer',
    kind: 'followed',
    extra: spurious,
    expect: ['ok'],
    arrives: true,
  },
  { name: 'late', kind: 'late', millis: 150, expect: ['ok', 'timeout'], arrives: true },
];

type Expected = Reason | 'ok' | readonly (Reason | 'ok')[];

function changed(
  name: string,
  expect: Expected,
  change: (answer: WireAnswer) => WireAnswer,
): SandboxFaultCase {
  const list = typeof expect === 'string' ? [expect] : expect;
  return { name, kind: 'changed', change, expect: list, arrives: true };
}

function text(name: string, expect: Expected, change: (body: string) => string): SandboxFaultCase {
  return changed(name, expect, (answer) => ({ ...answer, body: change(answer.body.toString()) }));
}

function header(name: string, expect: Expected, key: string, value: string): SandboxFaultCase {
  return changed(name, expect, (answer) => {
    // A computed key is an own property, even `__proto__`.
    return { ...answer, headers: { ...answer.headers, [key]: value } };
  });
}

function packed(
  name: string,
  encoding: string,
  pack: (body: Buffer | string) => Buffer | string,
): SandboxFaultCase {
  const change = ({ status, headers, body }: WireAnswer): WireAnswer => {
    return { status, headers: { ...headers, 'content-encoding': encoding }, body: pack(body) };
  };
  return { name, kind: 'changed', change, expect: ['encoded'], arrives: false };
}

/** Cuts the body. As with HTTP/1.0 servers, the end of the connection is the end of the body. */
function cutShort({ status, headers, body }: WireAnswer): WireAnswer {
  return { status, headers: { ...headers, connection: 'close' }, body: body.toString().slice(0, -15) };
}

/** Replaces the numbers of JSON outside its strings. */
function everyNumber(body: string, literal: string): string {
  return body.replace(/("[^"]*"\s*:\s*)-?\d[\d.]*/g, `$1${literal}`);
}

function toDevanagari(text: string): string {
  return text.replace(/\d/g, (digit) => String.fromCharCode(0x0966 + Number(digit)));
}

const hostileKeys =
  '{"__proto__":{"status":"success","balance":"1"},"constructor":{"prototype":{"balance":"1"}},';

function withLatin(body: string | Buffer): Buffer {
  const whole = body.toString();
  const at = whole.indexOf('{') + 1;
  const note = Buffer.from('"note":"caf\u00e9",', 'latin1');
  return Buffer.concat([Buffer.from(whole.slice(0, at)), note, Buffer.from(whole.slice(at))]);
}
