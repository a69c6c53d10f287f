import type { App, ReceiverEvent, SocketModeReceiver } from '@slack/bolt';
import { backoffPause } from '../../../src/core/async/backoff.ts';
import type { Log } from '../../../src/core/log.ts';
import type { Clock } from '../../../src/core/time/clock.ts';
import { sdkRefusal } from '../errors.ts';
import { slackTimes } from '../limits.ts';
import type { EventReceiver } from './intake.ts';

/** What became of the first try to connect. */
export type Connected =
  | { readonly kind: 'connected' }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'later' };

/** One connection that is kept up for ever. */
export interface Socket {
  /** Tells of the first try; goes on trying unless that was refused. */
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
  /** Slack refuses the app token while we run. */
  readonly onRefused: (code: string) => void;
}

/**
 * The SDK's own reconnecting waits for seconds after each planned renewal, gives up on some failures by crashing the
 * process, and opens a connection that was told to stop. So it is off, and this connects again: at once after a
 * connection that worked, and after growing pauses otherwise.
 */
export function createSocketConnection({ open, receiver, clock, log, onRefused }: SocketPorts): Socket {
  const stopping = new AbortController();
  let connection: SocketModeReceiver | undefined;
  let up = false;
  let running: Promise<void> = Promise.resolve();

  async function connect(): Promise<Connected> {
    connection ??= prepared();
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

  function prepared(): SocketModeReceiver {
    const opened = open();
    opened.init({ processEvent: ({ body, ack }: ReceiverEvent) => take(body, ack) } as unknown as App);
    guard(opened, log);
    return opened;
  }

  async function take(body: unknown, ack: ReceiverEvent['ack']): Promise<void> {
    // Not kept: without an acknowledgement Slack sends it again.
    await receiver
      .accept(body, async (response) => ack(response as never))
      .catch(() => log.warn('slack-not-acknowledged'));
  }

  /** Resolves when the connection that is up is lost. */
  function lost(): Promise<void> {
    return new Promise((resolve) => {
      if (connection === undefined || stopping.signal.aborted) return resolve();
      connection.client.once('disconnected', () => resolve());
    });
  }

  async function keepUp(first: Connected): Promise<void> {
    let failures = 0;
    let now = first;
    while (!stopping.signal.aborted) {
      if (now.kind === 'connected') {
        failures = 0;
        await lost();
        up = false;
        log.debug('slack-socket-closed');
      } else {
        if (now.kind === 'refused') onRefused(now.code);
        await clock.sleep(backoffPause(failures, slackTimes.retry), stopping.signal);
        failures += 1;
      }
      if (!stopping.signal.aborted) now = await connect();
    }
  }

  return {
    async start() {
      const first = connect();
      running = first.then((connected) => (connected.kind === 'refused' ? undefined : keepUp(connected)));
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
        // A second time ends it without the peer.
        if (!closed.signal.aborted) void client.disconnect();
      }
      await running;
    },
  };
}

/** A frame that the SDK trips over must not end the process. */
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
