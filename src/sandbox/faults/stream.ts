import type { Reason } from '../../core/errors/errors.ts';
import { end, repeat, reset, type SandboxFaultCase, type Step, send } from './fault.ts';

const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const mebibyte = Buffer.alloc(1024 * 1024, 0x20);
const chunk = Buffer.concat([Buffer.from('100000\r\n'), mebibyte, Buffer.from('\r\n')]);

/** Faults of the response stream: the request arrives, but no complete HTTP answer is sent. */
export const streamFaults: readonly SandboxFaultCase[] = [
  raw('no headers', 'timeout'),
  raw('headers drip', 'timeout', send('HTTP/1.1 200 OK\r\n'), repeat('X', 20)),
  raw('headers drip line by line', 'timeout', send('HTTP/1.1 200 OK\r\n'), repeat('X: 1\r\n', 20)),
  raw('102 Processing without end', 'timeout', repeat('HTTP/1.1 102 Processing\r\n\r\n', 20)),
  raw(
    '100 Continue without end',
    ['timeout', 'garbled', 'interrupted'],
    repeat('HTTP/1.1 100 Continue\r\n\r\n', 20),
  ),
  raw('header of 40 KB', 'garbled', send(`${head}X: ${'x'.repeat(40_000)}\r\n\r\n{}`)),
  raw('headers without end', 'garbled', send(head), repeat(`X: ${'x'.repeat(1000)}\r\n`, 0, 10_000)),
  raw('no HTTP at all', 'garbled', send('SSH-2.0-OpenSSH_9.6\r\n')),
  raw('JSON without headers', 'garbled', send('{"status":"success"}'), end),
  raw('status that is no number', 'garbled', send('HTTP/1.1 abc OK\r\n\r\n')),
  raw('two lengths that differ', 'garbled', send(`${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`)),
  raw(
    'length and chunks',
    'garbled',
    send(`${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`),
  ),
  raw('length that is no number', 'garbled', send(`${head}Content-Length: many\r\n\r\n{}`)),
  raw('chunk of no size', 'garbled', send(`${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n`)),
  raw('closed before the headers', 'interrupted', end),
  raw('closed within the headers', 'interrupted', send('HTTP/1.1 200 OK\r\nContent-Le'), end),
  raw('reset before the headers', 'interrupted', reset),
  raw('body drips', 'timeout', send(`${head}Content-Length: 10000\r\n\r\n{`), repeat(' ', 20)),
  raw('body stalls', 'timeout', send(`${head}Content-Length: 100\r\n\r\n{"status":`)),
  raw('chunks drip', 'timeout', send(`${head}Transfer-Encoding: chunked\r\n\r\n`), repeat('1\r\n \r\n', 20)),
  raw(
    'body of 200 MiB',
    'too-large',
    send(`${head}Content-Length: 209715200\r\n\r\n`),
    repeat(mebibyte, 0, 200),
  ),
  raw(
    'chunks without end',
    'too-large',
    send(`${head}Transfer-Encoding: chunked\r\n\r\n`),
    repeat(chunk, 0, 200),
  ),
  raw('body without length or end', 'too-large', send(`${head}\r\n`), repeat(mebibyte, 0, 200)),
  raw(
    'closed before the length',
    'interrupted',
    send(`${head}Content-Length: 50\r\n\r\n{"status":"suc`),
    end,
  ),
  raw(
    'closed before the last chunk',
    'interrupted',
    send(`${head}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n`),
    end,
  ),
  raw('reset within the body', 'interrupted', send(`${head}Content-Length: 50\r\n\r\n{"status":"suc`), reset),
];

function raw(name: string, reason: Reason | readonly Reason[], ...steps: readonly Step[]): SandboxFaultCase {
  const expect = typeof reason === 'string' ? [reason] : reason;
  return { name, kind: 'raw', steps, expect, arrives: false };
}
