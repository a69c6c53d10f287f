import type { Reason } from '../../core/errors/errors.ts';

/** One way in which a provider, or the road to it, can go wrong. A value: switched on and off like any other. */
export type SandboxFaultCase = Told & Play;

interface Told {
  readonly name: string;
  /**
   * What a question may rightly end in. `ok` is a reading without a wrong figure: the fault is harmless, or the
   * figures that it hits are missing.
   */
  readonly expect: readonly (Reason | 'ok')[];
  /** Whether a whole HTTP answer arrives, so that it is the provider who judges it. */
  readonly arrives: boolean;
}

/** How it is played. */
export type Play =
  /** Nobody listens. */
  | { readonly kind: 'refused' }
  /** Bytes on a fresh connection, before any question is read. */
  | { readonly kind: 'connection'; readonly steps: readonly Step[] }
  /** A handshake that no careful client finishes. */
  | { readonly kind: 'tls'; readonly flaw: TlsFlaw }
  /** Bytes on the connection in place of an answer. */
  | { readonly kind: 'raw'; readonly steps: readonly Step[] }
  /** Another answer in place of the right one. */
  | { readonly kind: 'answer'; readonly answer: WireAnswer }
  /** The right answer, changed. */
  | { readonly kind: 'changed'; readonly change: (answer: WireAnswer) => WireAnswer }
  /** The right answer, and then bytes that nobody asked for. */
  | { readonly kind: 'followed'; readonly extra: string }
  /** The right answer after a while. */
  | { readonly kind: 'late'; readonly millis: number };

export type TlsFlaw = 'self-signed' | 'expired' | 'wrong-host' | 'old-version' | 'plain-http' | 'stalled';

/** Steps are done in turn. After the last one the connection stays open and silent, unless that ended it. */
export type Step =
  | { readonly kind: 'send'; readonly bytes: string | Buffer }
  /** Sent again and again until the other side closes, or `times` are over. */
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
  /** A `content-length` is added, unless `connection: close` says that the body ends with the connection. */
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
