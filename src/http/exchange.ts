import type { Dispatcher } from 'undici';
import type { Reason } from '../core/errors/errors.ts';
import type { HttpRequest } from '../core/provider/provider.ts';
import { decodeBody } from './charset.ts';
import { reasonOf } from './failure.ts';
import type { HttpOutcome } from './outcome.ts';
import type { OriginPool } from './pool.ts';
import type { Target } from './target.ts';

const defaultCap = 1024 * 1024;
const givenUp = new Error('given up');

/** Runs what is given to its `then` after what runs now, for less than `queueMicrotask` takes. */
const now = Promise.resolve();

/** Our own headers; whatever a request says of `accept-encoding` is not sent. */
const identity = ['accept-encoding', 'identity', 'user-agent', 'walletwatch'];

/** One try that is under way. */
export interface Exchange {
  /** Ends it for a reason, at once, even when the connection is not made yet; and ends the connection. */
  giveUp(reason: Reason): void;
}

/** Asks once, and tells `done` once how it ended, perhaps at once. */
export function startExchange(
  wire: OriginPool,
  target: Target,
  request: HttpRequest,
  done: (outcome: HttpOutcome) => void,
): Exchange {
  const cap = request.maxBytes ?? defaultCap;
  const chunks: Buffer[] = [];
  let controller: Dispatcher.DispatchController | undefined;
  let status = 0;
  let headers: Readonly<Record<string, string>> = {};
  let size = 0;
  let settled = false;

  function finish(outcome: HttpOutcome): void {
    if (settled) return;
    settled = true;
    done(outcome);
  }

  function fail(reason: Reason): void {
    finish({ kind: 'fault', fault: status === 0 ? { reason } : { reason, status } });
    controller?.abort(givenUp);
  }

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      controller = started;
      // Given up while it waited for a connection: it must not be sent any more.
      if (settled) started.abort(givenUp);
    },
    onResponseStart(_, code, received) {
      if (settled || code < 200) return;
      status = code;
      headers = readHeaders(received);
      if (code < 400 && code >= 300) return fail('redirected');
      const encoding = headers['content-encoding'];
      if (encoding !== undefined && !/^\s*(?:identity)?\s*$/i.test(encoding)) return fail('encoded');
      if (Number(headers['content-length'] ?? 0) > cap) fail('too-large');
    },
    onResponseData(_, chunk) {
      if (settled) return;
      size += chunk.length;
      if (size > cap) fail('too-large');
      else chunks.push(chunk);
    },
    onResponseEnd() {
      if (settled) return;
      const [first] = chunks;
      const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size);
      const body = decodeBody(bytes, headers['content-type']);
      const outcome: HttpOutcome = { kind: 'answer', answer: { status, headers, body } };
      // The pool takes this connection for busy until its own immediate: asked before that, it would open another.
      void now.then(() => setImmediate(finish, outcome));
    },
    onResponseError(_, error) {
      finish({ kind: 'fault', fault: { reason: reasonOf(error) } });
    },
  };

  try {
    wire.dispatch(
      {
        path: target.path,
        method: request.method,
        headers: headersOf(request),
        body: request.body ?? null,
      },
      handler,
    );
  } catch (thrown) {
    finish({ kind: 'fault', fault: { reason: reasonOf(thrown) } });
  }

  return {
    giveUp(reason) {
      // It waited for its turn all the time: nothing is known of the provider.
      const unasked = controller === undefined && wire.isBusy();
      fail(unasked ? 'not-asked' : reason);
    },
  };
}

function headersOf({ headers = {} }: HttpRequest): string[] {
  const sent = [...identity];
  let accepts = false;
  for (const name in headers) {
    const value = headers[name];
    const lower = name.toLowerCase();
    if (value === undefined || lower === 'accept-encoding' || lower === 'user-agent') continue;
    if (lower === 'accept') accepts = true;
    sent.push(name, value);
  }
  if (!accepts) sent.push('accept', '*/*');
  return sent;
}

/** As they came, for they mostly come once each. */
function readHeaders(
  received: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  for (const name in received) if (typeof received[name] !== 'string') return joinHeaders(received);
  return received as Readonly<Record<string, string>>;
}

function joinHeaders(received: Readonly<Record<string, string | string[] | undefined>>) {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(received)) {
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return headers;
}
