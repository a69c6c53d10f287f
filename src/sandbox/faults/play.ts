import type { Duplex } from 'node:stream';
import type { Clock } from '../../core/time/clock.ts';
import type { Step } from './fault.ts';

/** The server's end of one connection: what is written to it, and how it is broken off. */
export interface WireConnection {
  readonly stream: Duplex;
  reset(): void;
}

/** Plays `steps` until they are over or the other side has closed. */
export async function playSteps(
  { stream, reset }: WireConnection,
  steps: readonly Step[],
  clock: Clock,
): Promise<void> {
  const gone = new AbortController();
  stream.once('close', () => gone.abort());
  if (stream.destroyed) return;
  for (const step of steps) {
    switch (step.kind) {
      case 'send':
        await write(stream, step.bytes);
        break;
      case 'repeat':
        for (let turn = 0; turn < (step.times ?? Number.POSITIVE_INFINITY) && !gone.signal.aborted; turn++) {
          await write(stream, step.bytes);
          if (step.every > 0) await clock.sleep(step.every, gone.signal);
        }
        break;
      case 'end':
        stream.end();
        break;
      case 'reset':
        reset();
        break;
    }
    if (gone.signal.aborted) return;
  }
}

/** Resolves when the bytes are on their way, or never will be. */
function write(stream: Duplex, bytes: string | Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed) return resolve();
    stream.write(bytes, () => resolve());
  });
}
