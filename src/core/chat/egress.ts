import type { Millis } from '../time/clock.ts';

/**
 * A `fetch` for SDKs, restricted to named hosts, without redirects, and limited in time and size. It throws
 * `ProviderError`s, which contain no address: on some platforms the address contains the token.
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
  /** Allowed origins, such as `https://api.telegram.org`. Others are refused before their name is resolved. */
  readonly origins: readonly string[];
  /** Maximum duration of a call. Its own signal may end it earlier. */
  readonly deadline: Millis;
  readonly maxBytes?: number;
}

export type EgressPort = (options: EgressOptions) => Egress;
