import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { acceptWebSocket, type WebSocketPeer } from './websocket.ts';

/** A payload in the envelope of Socket Mode. */
export interface Envelope {
  readonly type: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: Readonly<Record<string, unknown>>;
  readonly accepts_response_payload: boolean;
}

export interface EnvelopeAck {
  readonly payload: Readonly<Record<string, unknown>>;
}

interface Waiting {
  readonly envelope: Envelope;
  readonly id: string;
  attempt: number;
  on: Connection | undefined;
  readonly settle: (ack: EnvelopeAck | undefined) => void;
}

interface Connection {
  readonly peer: WebSocketPeer;
  /** Asked to disconnect: no new envelopes are sent on it. */
  leaving: boolean;
}

/**
 * Socket Mode: an address works once; at most ten connections; every envelope is sent on one of them. An envelope that was
 * not acknowledged before its connection ended is sent again on another one, with the same id.
 */
export function createSockets(host: () => string) {
  const tickets = new Set<string>();
  const connections = new Set<Connection>();
  const waiting = new Map<string, Waiting>();
  const faults: string[] = [];
  let turn = 0;
  let opened = 0;
  let refusing = false;

  function pick(): Connection | undefined {
    const open = [...connections].filter(({ peer, leaving }) => peer.isOpen() && !leaving);
    return open[turn++ % Math.max(1, open.length)];
  }
  function flush(): void {
    for (const each of waiting.values()) if (each.on === undefined) deliver(each);
  }
  function deliver(each: Waiting): void {
    const connection = pick();
    each.on = connection;
    if (connection === undefined) return;
    const retry = each.attempt === 0 ? {} : { retry_attempt: each.attempt, retry_reason: 'timeout' };
    each.attempt += 1;
    connection.peer.send(JSON.stringify({ ...each.envelope, envelope_id: each.id, ...retry }));
  }
  function acknowledged(connection: Connection, text: string): void {
    const { envelope_id: id, payload = {} } = JSON.parse(text) as { envelope_id: string; payload?: object };
    const found = waiting.get(id);
    if (found === undefined) {
      faults.push(`an acknowledgement of nothing: ${id}`);
      return;
    }
    if (found.on !== connection) {
      faults.push(`acknowledged on another connection: ${id}`);
      return;
    }
    if (Object.keys(payload).length > 0 && !found.envelope.accepts_response_payload) {
      faults.push(`a payload where none is taken: ${id}`);
    }
    waiting.delete(id);
    found.settle({ payload: payload as EnvelopeAck['payload'] });
  }
  function closed(connection: Connection): void {
    connections.delete(connection);
    for (const each of waiting.values()) if (each.on === connection) each.on = undefined;
    flush();
  }

  return {
    faults,
    /** Total number of connections. */
    opened: () => opened,
    connections: () => [...connections].filter(({ leaving }) => !leaving).length,
    newUrl(): string {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `ws://${host()}/link/?ticket=${ticket}`;
    },
    /** While true, connections are refused. */
    refuse(on: boolean): void {
      refusing = on;
    },
    upgrade(request: IncomingMessage, socket: Duplex): void {
      const ticket = new URL(request.url ?? '', 'http://x').searchParams.get('ticket') ?? '';
      if (!tickets.delete(ticket) || refusing) {
        socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
        return;
      }
      const peer = acceptWebSocket(request, socket, {
        onText: (text) => acknowledged(connection, text),
        onClosed: () => closed(connection),
      });
      const connection: Connection = { peer, leaving: false };
      connections.add(connection);
      opened += 1;
      if (connections.size > 10) {
        peer.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
        peer.close(1000);
        return;
      }
      peer.send(
        JSON.stringify({
          type: 'hello',
          num_connections: connections.size,
          debug_info: {
            host: 'applink',
            started: '2026-11-20 06:30:00.000',
            approximate_connection_time: 3600,
          },
          connection_info: { app_id: 'A0WATCH01' },
        }),
      );
      flush();
    },
    /** Resolves to the acknowledgement, or to undefined if the emulator closes without one. */
    send(envelope: Envelope): Promise<EnvelopeAck | undefined> {
      return new Promise((settle) => {
        const each: Waiting = { envelope, id: randomUUID(), attempt: 0, on: undefined, settle };
        waiting.set(each.id, each);
        deliver(each);
      });
    },
    /** Sends any frame to every connection. */
    frame(text: string): void {
      for (const { peer } of connections) peer.send(text);
    },
    /** Renews one connection as planned. */
    refresh(): void {
      const connection = pick();
      if (connection === undefined) return;
      connection.leaving = true;
      connection.peer.send(
        JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: { host: 'applink' } }),
      );
    },
    /** Breaks one connection without a closing handshake. */
    drop(): void {
      pick()?.peer.drop();
    },
    close(): void {
      for (const { peer } of connections) peer.drop();
      for (const each of waiting.values()) each.settle(undefined);
      waiting.clear();
    },
  };
}

export type Sockets = ReturnType<typeof createSockets>;
