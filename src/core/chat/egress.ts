import type { Millis } from '../time/clock.ts';

/**
 * A way out for an SDK: the platform's `fetch`, held to named hosts, without redirects, bounded in time and size.
 * Its errors are `WatchError`s, which never carry an address: some platforms have the token in it.
 */
export type Egress = (input: string | URL, init?: EgressInit) => Promise<Response>;

/** The part of `RequestInit` that SDKs use. */
export interface EgressInit {
  readonly method?: string;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly signal?: unknown;
}

export interface EgressOptions {
  /** Origins that may be reached: `https://api.telegram.org`. Anything else is refused before it is resolved. */
  readonly origins: readonly string[];
  /** How long one call may take unless its own signal ends it. */
  readonly deadline: Millis;
  readonly maxBytes?: number;
}

export type EgressPort = (options: EgressOptions) => Egress;
