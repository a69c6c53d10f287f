import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The server side of a WebSocket (RFC 6455), as far as Socket Mode uses it: unfragmented text frames, ping, close. */
export interface WebSocketPeer {
  send(text: string): void;
  ping(): void;
  /** A closing handshake. */
  close(code: number): void;
  /** Breaks the connection without a closing handshake. */
  drop(): void;
  readonly isOpen: () => boolean;
}

export interface WebSocketEvents {
  onText(text: string): void;
  onClosed(): void;
}

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const [textFrame, closeFrame, pingFrame, pongFrame] = [0x1, 0x8, 0x9, 0xa];

/** Answers an upgrade request; the connection is then a WebSocket. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  events: WebSocketEvents,
): WebSocketPeer {
  const key = request.headers['sec-websocket-key'] ?? '';
  const accept = createHash('sha1').update(`${key}${guid}`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  let open = true;
  let pending = Buffer.alloc(0);
  const end = () => {
    if (!open) return;
    open = false;
    events.onClosed();
  };
  const write = (opcode: number, payload: Buffer) => {
    if (open && socket.writable) socket.write(encode(opcode, payload));
  };
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (let frame = decode(pending); frame !== undefined; frame = decode(pending)) {
      pending = pending.subarray(frame.length);
      if (frame.opcode === textFrame) events.onText(frame.payload.toString('utf8'));
      else if (frame.opcode === pingFrame) write(pongFrame, frame.payload);
      else if (frame.opcode === closeFrame) {
        write(closeFrame, frame.payload.subarray(0, 2));
        end();
        socket.end();
      }
    }
  });
  socket.on('close', end);
  socket.on('error', end);
  return {
    send: (text) => write(textFrame, Buffer.from(text)),
    ping: () => write(pingFrame, Buffer.from('ping')),
    close(code) {
      const reason = Buffer.alloc(2);
      reason.writeUInt16BE(code);
      write(closeFrame, reason);
    },
    drop() {
      end();
      socket.destroy();
    },
    isOpen: () => open,
  };
}

function encode(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([0x80 | opcode, length]), payload]);
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = length < 65_536 ? 126 : 127;
  if (length < 65_536) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
  /** Its size on the wire, in bytes. */
  readonly length: number;
}

/** Reads the first complete frame. Frames of clients must be masked. */
function decode(bytes: Buffer): Frame | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  if ((second & 0x80) === 0) throw new Error('a client sent a frame without a mask');
  const short = second & 0x7f;
  const head = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < head) return undefined;
  const size = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  const length = head + 4 + size;
  if (bytes.length < length) return undefined;
  const mask = bytes.subarray(head, head + 4);
  const payload = Buffer.from(bytes.subarray(head + 4, length));
  for (let at = 0; at < payload.length; at++) payload[at] = (payload[at] ?? 0) ^ (mask[at % 4] ?? 0);
  return { opcode: first & 0x0f, payload, length };
}
