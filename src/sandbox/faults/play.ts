import type { Duplex } from 'node:stream';
import type { Clock } from '../../core/time/clock.ts';
import type { Step } from './fault.ts';

/** The server's end of one connection. */
export interface WireConnection {
  readonly stream: Duplex;
  reset(): void;
}

/** Plays `steps` until all are done or the client has closed. */
export async function playSteps(
  { stream, reset }: WireConnection,
  steps: readonly Step[],
  clock: Clock,
): Promise<void> {
  const closed = new AbortController();
  stream.once('close', () => closed.abort());
  if (stream.destroyed) return;
  for (const step of steps) {
    switch (step.kind) {
      case 'send':
        await write(stream, step.bytes);
        break;
      case 'repeat':
        for (
          let sent = 0;
          sent < (step.times ?? Number.POSITIVE_INFINITY) && !closed.signal.aborted;
          sent++
        ) {
          await write(stream, step.bytes);
          if (step.every > 0) await clock.sleep(step.every, closed.signal);
        }
        break;
      case 'end':
        stream.end();
        break;
      case 'reset':
        reset();
        break;
    }
    if (closed.signal.aborted) return;
  }
}

/** Resolves once the bytes are written, or the stream is destroyed. */
function write(stream: Duplex, bytes: string | Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed) return resolve();
    stream.write(bytes, () => resolve());
  });
}
