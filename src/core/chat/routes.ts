/** A route of our HTTP listener. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** Exact path: `/healthz`. */
  readonly path: string;
  /** Size limit of the request's body; a larger one is answered with 413 and `handle` does not run. */
  readonly maxBytes?: number;
  /** Checks the headers before the body is read; an answer ends the request. */
  readonly admit?: (headers: RouteHeaders) => RouteAnswer | undefined;
  readonly handle: (request: RouteRequest) => Promise<RouteAnswer>;
}

/** Headers by their lower-case names. */
export type RouteHeaders = Readonly<Record<string, string | undefined>>;

export interface RouteRequest {
  readonly headers: RouteHeaders;
  readonly body: Uint8Array;
}

export interface RouteAnswer {
  readonly status: number;
  readonly body?: string;
  /** Default: `text/plain; charset=utf-8`. */
  readonly contentType?: string;
}

/** Registers routes before the listener starts. */
export interface RoutesPort {
  add(route: Route): void;
}
