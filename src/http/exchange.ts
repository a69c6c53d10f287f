import type { Dispatcher } from 'undici';
import type { Reason } from '../core/errors/errors.ts';
import type { Clock, Millis } from '../core/time/clock.ts';
import { reasonOf } from './failure.ts';
import type { OriginPool } from './pool-fast.ts';

/** One HTTP request and its limits. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body: WireBody;
  readonly maxBytes: number;
  /** Longest duration of the whole exchange. */
  readonly deadline: Millis;
  readonly signal?: WireSignal | undefined;
}

export type WireBody = Exclude<Dispatcher.DispatchOptions['body'], undefined>;

/** The part of `AbortSignal` that is used: some SDKs pass their own implementation. */
export type WireSignal = Pick<AbortSignal, 'aborted' | 'addEventListener' | 'removeEventListener'>;

export type WireHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface WireResponse {
  readonly kind: 'response';
  readonly status: number;
  readonly headers: WireHeaders;
  readonly bytes: Buffer;
}

export interface WireFailure {
  readonly kind: 'failure';
  /** `response`: the response was rejected. `deadline` and `signal`: the exchange was abandoned. */
  readonly cause: 'connection' | 'response' | 'deadline' | 'signal';
  readonly reason: Reason;
  /** Status of the response, if its headers were received. */
  readonly status: number | undefined;
  /** `waiting`: all connections were busy. `sent`: the server may have received the request. */
  readonly progress: 'waiting' | 'connecting' | 'sent';
}

const abandoned = new Error('abandoned');

/**
 * Sends one request and reads the whole response. Rejects redirects, compressed bodies and bodies over the limit.
 * Never throws. When the deadline passes or the signal is aborted, it settles at once and closes the connection.
 */
export function exchange(
  pool: OriginPool,
  clock: Clock,
  request: WireRequest,
): Promise<WireResponse | WireFailure> {
  const { method, path, body, maxBytes, deadline, signal } = request;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let controller: Dispatcher.DispatchController | undefined;
    let status: number | undefined;
    let headers: WireHeaders = {};
    let size = 0;
    let isSettled = false;

    function settle(result: WireResponse | WireFailure): void {
      if (isSettled) return;
      isSettled = true;
      cancelDeadline();
      signal?.removeEventListener('abort', onAbort);
      resolve(result);
    }

    function fail(cause: WireFailure['cause'], reason: Reason): void {
      const unsent = pool.isBusy() ? 'waiting' : 'connecting';
      const progress = controller === undefined ? unsent : 'sent';
      settle({ kind: 'failure', cause, reason, status, progress });
      controller?.abort(abandoned);
    }

    const onAbort = () => fail('signal', 'interrupted');
    const cancelDeadline = clock.after(Math.max(0, deadline), () => fail('deadline', 'timeout'));
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort);

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        // An exchange abandoned while it waited for a connection must not be sent.
        if (isSettled) return started.abort(abandoned);
        controller = started;
      },
      onResponseStart(_, code, received) {
        if (isSettled || code < 200) return;
        status = code;
        headers = received;
        if (code >= 300 && code < 400) return fail('response', 'redirected');
        const encoding = received['content-encoding'];
        if (encoding !== undefined && !/^\s*(?:identity)?\s*$/i.test(String(encoding))) {
          return fail('response', 'encoded');
        }
        if (Number(received['content-length'] ?? 0) > maxBytes) fail('response', 'too-large');
      },
      onResponseData(_, chunk) {
        if (isSettled) return;
        size += chunk.length;
        if (size > maxBytes) fail('response', 'too-large');
        else chunks.push(chunk);
      },
      onResponseEnd() {
        const [first] = chunks;
        const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size);
        const response = { kind: 'response', status: status ?? 0, headers, bytes } as const;
        // undici frees the connection in its own `setImmediate`: a caller that continues earlier would open another one.
        queueMicrotask(() => setImmediate(settle, response));
      },
      onResponseError: (_, error) => fail('connection', reasonOf(error)),
    };
    try {
      pool.dispatch(
        { method: method as Dispatcher.HttpMethod, path, headers: request.headers, body },
        handler,
      );
    } catch (thrown) {
      fail('connection', reasonOf(thrown));
    }
  });
}

export function joinHeader(value: string | readonly string[]): string {
  return typeof value === 'string' ? value : value.join(', ');
}
