/** One address of our HTTP listener. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** Exact path: `/healthz`. */
  readonly path: string;
  /** Cap of the request's body; over it the answer is 413 and `handle` does not run. */
  readonly maxBytes?: number;
  /** Looks at the headers before the body is read; an answer here ends the request. */
  readonly admit?: (headers: RouteHeaders) => RouteAnswer | undefined;
  readonly handle: (request: RouteRequest) => Promise<RouteAnswer>;
}

/** Lower-case names. */
export type RouteHeaders = Readonly<Record<string, string | undefined>>;

export interface RouteRequest {
  readonly headers: RouteHeaders;
  readonly body: Uint8Array;
}

export interface RouteAnswer {
  readonly status: number;
  readonly body?: string;
  /** `text/plain; charset=utf-8` unless told. */
  readonly contentType?: string;
}

/** Where adapters and observers hand in their addresses before the listener starts. */
export interface RoutesPort {
  add(route: Route): void;
}
