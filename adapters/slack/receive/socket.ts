import type { App, ReceiverEvent, SocketModeReceiver } from '@slack/bolt';
import { backoffPause } from '../../../src/core/async/backoff.ts';
import type { Log } from '../../../src/core/log.ts';
import type { Clock } from '../../../src/core/time/clock.ts';
import { sdkRefusal } from '../errors.ts';
import { slackTimes } from '../limits.ts';
import type { EventReceiver } from './intake.ts';

/** Result of an attempt to connect. */
export type Connected =
  | { readonly kind: 'connected' }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'later' };

/** One connection, reconnected until the stop. */
export interface Socket {
  /** Resolves to the result of the first attempt; continues with further ones unless that was refused. */
  start(): Promise<Connected>;
  isUp(): boolean;
  /** Resolves when the connection is closed. */
  stop(): Promise<void>;
}

export interface SocketPorts {
  readonly open: () => SocketModeReceiver;
  readonly receiver: EventReceiver;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when Slack refuses the app token after the first attempt. */
  readonly onRefused: (code: string) => void;
}

/**
 * Reconnects at once after a connection that worked, and with increasing pauses otherwise. The SDK's own reconnection is
 * off: it waits for seconds after each planned renewal, crashes the process on some failures, and reopens a connection that
 * was stopped.
 */
export function createSocketConnection({ open, receiver, clock, log, onRefused }: SocketPorts): Socket {
  const stopping = new AbortController();
  let connection: SocketModeReceiver | undefined;
  let up = false;
  let running: Promise<void> = Promise.resolve();

  async function connect(): Promise<Connected> {
    connection ??= prepare();
    try {
      await connection.start();
      if (stopping.signal.aborted) void connection.client.disconnect();
      else up = true;
      return { kind: 'connected' };
    } catch (thrown) {
      const code = sdkRefusal(thrown);
      return code === undefined ? { kind: 'later' } : { kind: 'refused', code };
    }
  }

  function prepare(): SocketModeReceiver {
    const opened = open();
    opened.init({ processEvent: ({ body, ack }: ReceiverEvent) => accept(body, ack) } as unknown as App);
    guard(opened, log);
    return opened;
  }

  async function accept(body: unknown, ack: ReceiverEvent['ack']): Promise<void> {
    // Without an acknowledgement Slack sends the payload again.
    await receiver
      .accept(body, async (response) => ack(response as never))
      .catch(() => log.warn('slack-not-acknowledged'));
  }

  /** Resolves when the connection is lost. */
  function disconnected(): Promise<void> {
    return new Promise((resolve) => {
      if (connection === undefined || stopping.signal.aborted) return resolve();
      connection.client.once('disconnected', () => resolve());
    });
  }

  async function reconnect(first: Connected): Promise<void> {
    let failures = 0;
    let attempt = first;
    while (!stopping.signal.aborted) {
      if (attempt.kind === 'connected') {
        failures = 0;
        await disconnected();
        up = false;
        log.debug('slack-socket-closed');
      } else {
        if (attempt.kind === 'refused') onRefused(attempt.code);
        await clock.sleep(backoffPause(failures, slackTimes.retry), stopping.signal);
        failures += 1;
      }
      if (!stopping.signal.aborted) attempt = await connect();
    }
  }

  return {
    async start() {
      const first = connect();
      running = first.then((connected) => (connected.kind === 'refused' ? undefined : reconnect(connected)));
      return first;
    },
    isUp: () => up,
    async stop() {
      stopping.abort();
      const client = connection?.client;
      const closed = new AbortController();
      if (client !== undefined) {
        void client.disconnect().then(() => closed.abort());
        await clock.sleep(slackTimes.close, closed.signal);
        // A second call closes it without waiting for the peer.
        if (!closed.signal.aborted) void client.disconnect();
      }
      await running;
    },
  };
}

/** Catches errors of the SDK's frame handler, which would end the process. */
function guard({ client }: SocketModeReceiver, log: Log): void {
  const handlers = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', async (...frame: unknown[]) => {
    try {
      for (const handle of handlers) await (handle as (...frame: unknown[]) => unknown)(...frame);
    } catch {
      log.warn('slack-frame-unreadable');
    }
  });
}
