import type { Clock } from '../core/time/clock.ts';
import { type AirpayEndpoint, airpayEndpoints, createAirpay } from './airpay.ts';
import {
  connectionsOf,
  type SandboxConnection,
  type SandboxProvider,
  sandboxProviders,
} from './connections.ts';
import { drain } from './drain.ts';
import { type FaultyServer, listenWithFaults } from './faults/listen.ts';
import { type Api, createHandler, endpointAt } from './http.ts';
import { createLargeOperator } from './large.ts';
import { issueKeys } from './operators.ts';
import { createPayatom, type PayatomEndpoint, payatomEndpoints } from './payatom.ts';
import { createHex } from './random.ts';
import { sampleOperator } from './sample.ts';
import { createSwitchBoard, type Switches } from './switches.ts';
import { createWalletsApi, type WalletsEndpoint, walletsEndpoints } from './wallets-api.ts';

export type SandboxEndpoint = PayatomEndpoint | AirpayEndpoint | WalletsEndpoint;

/** All endpoints of a sandbox. */
export const sandboxEndpoints: readonly SandboxEndpoint[] = [
  ...payatomEndpoints,
  ...airpayEndpoints,
  ...walletsEndpoints,
];

export interface SandboxOptions {
  /** `sample`: only the operator of the provider documents. `large`: that one and the large one. */
  readonly size: 'sample' | 'large';
  /** The time for checksums, sessions and `Date` headers. */
  readonly clock: Clock;
  /** Fixed ports; any free port by default. */
  readonly ports?: Readonly<Partial<Record<SandboxProvider, number>>>;
  /** Lets accounts of the sample operator run down and recover in real time. */
  readonly drain?: boolean;
  /** Makes all credentials the same at every start. Without it they are random. */
  readonly seed?: string;
}

/** The three providers as HTTP servers on loopback, with the documents' operator and optionally a large one. */
export interface Sandbox {
  readonly connections: readonly SandboxConnection[];
  /** Turns faults on and off: by provider, or by endpoint. */
  readonly faults: Switches<SandboxProvider | SandboxEndpoint>;
  /** Each provider's server: some faults occur only over HTTPS, or on a closed port. */
  readonly servers: Readonly<Record<SandboxProvider, Omit<FaultyServer, 'close'>>>;
  /** The number of requests that reached each endpoint since the start. */
  hits(): Readonly<Record<SandboxEndpoint, number>>;
  openSockets(): number;
  /** Closes every server and every connection to it. */
  close(): Promise<void>;
}

/** Starts the sandbox. Rejects if a fixed port is in use, and then leaves nothing open. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { size, clock, ports = {}, seed } = options;
  const sample = options.drain === true ? drain(sampleOperator, clock) : sampleOperator;
  const hex = createHex(seed);
  const operators = size === 'large' ? [sample, createLargeOperator('large')] : [sample];
  const tenants = operators.map((operator) => issueKeys(operator, hex));
  const counts = new Map<SandboxEndpoint, number>();
  const board = createSwitchBoard<SandboxProvider | SandboxEndpoint>();
  const apis: Readonly<Record<SandboxProvider, Api<SandboxEndpoint>>> = {
    payatom: createPayatom(tenants),
    airpay: createAirpay(tenants, clock),
    'wallets-api': createWalletsApi(tenants, clock, hex),
  };
  const listen = (provider: SandboxProvider): Promise<FaultyServer> => {
    const api = apis[provider];
    const faultAt = (endpoint?: SandboxEndpoint) =>
      endpoint === undefined ? board.at(provider) : board.at(endpoint, provider);
    const port = ports[provider];
    return listenWithFaults({
      handler: createHandler(api, clock, (endpoint) => faultAt(endpoint)?.kind === 'outage'),
      clock,
      fault(path) {
        const endpoint = path === undefined ? undefined : endpointAt(api, path)?.name;
        if (endpoint !== undefined) counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
        const fault = faultAt(endpoint);
        return fault?.kind === 'outage' ? undefined : fault;
      },
      ...(port !== undefined && { port }),
    });
  };

  const results = await Promise.allSettled(sandboxProviders.map(listen));
  const servers = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()));
  };
  const [payatom, airpay, wallets] = servers;
  if (payatom === undefined || airpay === undefined || wallets === undefined) {
    await close();
    throw results.find((result) => result.status === 'rejected')?.reason;
  }
  const byProvider = { payatom, airpay, 'wallets-api': wallets };
  const origins = { payatom: payatom.origin, airpay: airpay.origin, 'wallets-api': wallets.origin };
  return {
    connections: tenants.flatMap((tenant) => connectionsOf(tenant, origins)),
    faults: { set: board.set, clear: board.clear },
    servers: byProvider,
    hits: () => ({ ...none, ...Object.fromEntries(counts) }),
    openSockets: () => servers.reduce((sum, server) => sum + server.openSockets(), 0),
    close,
  };
}

const none = Object.fromEntries(sandboxEndpoints.map((name) => [name, 0])) as Record<SandboxEndpoint, number>;
