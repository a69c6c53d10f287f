import type { Reason } from '../../core/errors/errors.ts';

/** A fault of a provider or of the network to it, as a value that can be switched on and off. */
export type SandboxFaultCase = FaultInfo & Play;

interface FaultInfo {
  readonly name: string;
  /**
   * The acceptable results of a request. `ok` is a reading without a wrong figure: the fault is harmless, or the
   * affected figures are missing.
   */
  readonly expect: readonly (Reason | 'ok')[];
  /** Whether a complete HTTP answer arrives, which the provider's own code has to reject. */
  readonly arrives: boolean;
}

/** How a fault is played. */
export type Play =
  /** A closed port. */
  | { readonly kind: 'refused' }
  /** Bytes on a new connection, before any request is read. */
  | { readonly kind: 'connection'; readonly steps: readonly Step[] }
  /** A handshake that a correct client aborts. */
  | { readonly kind: 'tls'; readonly flaw: TlsFlaw }
  /** Bytes on the connection instead of an answer. */
  | { readonly kind: 'raw'; readonly steps: readonly Step[] }
  /** Another answer instead of the right one. */
  | { readonly kind: 'answer'; readonly answer: WireAnswer }
  /** The right answer, changed. */
  | { readonly kind: 'changed'; readonly change: (answer: WireAnswer) => WireAnswer }
  /** The right answer, followed by unrequested bytes. */
  | { readonly kind: 'followed'; readonly extra: string }
  /** The right answer after a delay. */
  | { readonly kind: 'late'; readonly millis: number };

export type TlsFlaw = 'self-signed' | 'expired' | 'wrong-host' | 'old-version' | 'plain-http' | 'stalled';

/** One step of a fault. After the last step the connection stays open and silent, unless a step ended it. */
export type Step =
  | { readonly kind: 'send'; readonly bytes: string | Buffer }
  /** Sends repeatedly until the client closes, or `times` times. */
  | {
      readonly kind: 'repeat';
      readonly bytes: string | Buffer;
      readonly every: number;
      readonly times?: number;
    }
  | { readonly kind: 'end' }
  | { readonly kind: 'reset' };

export interface WireAnswer {
  readonly status: number;
  /** A `content-length` is added, unless `connection: close` means that the body ends with the connection. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export function send(bytes: string | Buffer): Step {
  return { kind: 'send', bytes };
}

export function repeat(bytes: string | Buffer, every: number, times?: number): Step {
  return { kind: 'repeat', bytes, every, ...(times !== undefined && { times }) };
}

export const end: Step = { kind: 'end' };
export const reset: Step = { kind: 'reset' };
