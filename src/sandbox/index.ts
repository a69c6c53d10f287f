import type { Clock } from '../core/clock.ts';
import { type AirpayEndpoint, airpayEndpoints, createAirpay } from './airpay.ts';
import {
  connectionsOf,
  type SandboxConnection,
  type SandboxProvider,
  sandboxProviders,
} from './connections.ts';
import { type Api, createHandler } from './http.ts';
import { createLargeOperator } from './large.ts';
import { type Listening, listen } from './listen.ts';
import { issueKeys } from './operators.ts';
import { createPayatom, type PayatomEndpoint, payatomEndpoints } from './payatom.ts';
import { createHex } from './random.ts';
import { sampleOperator } from './sample.ts';
import { createSwitchBoard, type Switches } from './switches.ts';
import { createWalletsApi, type WalletsEndpoint, walletsEndpoints } from './walletsApi.ts';

export type SandboxEndpoint = PayatomEndpoint | AirpayEndpoint | WalletsEndpoint;

/** Every address that a sandbox answers. */
export const sandboxEndpoints: readonly SandboxEndpoint[] = [
  ...payatomEndpoints,
  ...airpayEndpoints,
  ...walletsEndpoints,
];

export interface SandboxOptions {
  /** `sample`: the operator of the provider documents alone. `large`: that one and the large one. */
  readonly size: 'sample' | 'large';
  /** Dates in checksums, the life of sessions and `Date` headers follow it. */
  readonly clock: Clock;
  /** Any free port unless told. */
  readonly ports?: Readonly<Partial<Record<SandboxProvider, number>>>;
  /** Makes all credentials the same at every start; without it nobody can guess them. */
  readonly seed?: string;
}

/** The three providers as HTTP servers on loopback, with the documents' own operator and perhaps a large one. */
export interface Sandbox {
  readonly connections: readonly SandboxConnection[];
  /** Turns faults on and off: by provider, or by endpoint. */
  readonly faults: Switches<SandboxProvider | SandboxEndpoint>;
  /** Questions that reached each endpoint since the start. */
  hits(): Readonly<Record<SandboxEndpoint, number>>;
  openSockets(): number;
  /** Ends every server and every connection to it. */
  close(): Promise<void>;
}

/** Starts the sandbox. Rejects when a fixed port is taken, with nothing left open. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { size, clock, ports = {}, seed } = options;
  const hex = createHex(seed);
  const operators = size === 'large' ? [sampleOperator, createLargeOperator('large')] : [sampleOperator];
  const tenants = operators.map((operator) => issueKeys(operator, hex));
  const counts = new Map<SandboxEndpoint, number>();
  const board = createSwitchBoard<SandboxProvider | SandboxEndpoint>();
  const watchOf = (provider: SandboxProvider) => ({
    seen: (endpoint: SandboxEndpoint) => void counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1),
    isOut: (endpoint: SandboxEndpoint) => board.at(endpoint, provider)?.kind === 'outage',
  });
  const apis: Readonly<Record<SandboxProvider, Api<SandboxEndpoint>>> = {
    payatom: createPayatom(tenants),
    airpay: createAirpay(tenants, clock),
    'wallets-api': createWalletsApi(tenants, clock, hex),
  };

  const servers: Listening[] = [];
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()));
  };
  const origins: Partial<Record<SandboxProvider, string>> = {};
  try {
    for (const provider of sandboxProviders) {
      const server = await listen(createHandler(apis[provider], clock, watchOf(provider)), ports[provider]);
      servers.push(server);
      origins[provider] = server.origin;
    }
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return {
    connections: tenants.flatMap((tenant) =>
      connectionsOf(tenant, origins as Record<SandboxProvider, string>),
    ),
    faults: { set: board.set, clear: board.clear },
    hits: () =>
      Object.fromEntries(sandboxEndpoints.map((name) => [name, counts.get(name) ?? 0])) as Record<
        SandboxEndpoint,
        number
      >,
    openSockets: () => servers.reduce((sum, server) => sum + server.openSockets(), 0),
    close,
  };
}
