import { type LookupAddress, type LookupAllOptions, lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { ProviderError, type Reason } from '../core/errors/errors.ts';
import { isLoopback, parseUrl } from '../core/net/url.ts';

/** A parsed request URL. */
export interface Target {
  readonly origin: string;
  readonly path: string;
  /** The path with its numbers replaced: requests to one endpoint share a circuit breaker. */
  readonly endpoint: string;
}

/** Throws `unreachable` if `url` is not an HTTP URL. */
export function parseTarget(url: string): Target {
  const parsed = parseUrl(url);
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:') throw new ProviderError('unreachable');
  const { origin, pathname, search } = parsed;
  return { origin, path: `${pathname}${search}`, endpoint: pathname.replace(/\d+/g, '#') };
}

/** Returns why requests to an origin are refused: plain HTTP is for loopback only; private networks are not for providers. */
export function refusalOf(origin: string): Reason | undefined {
  const { protocol, hostname } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isLoopback(host)) return undefined;
  if (protocol === 'http:') return 'tls';
  return isPrivateAddress(host) ? 'unreachable' : undefined;
}

/** Finds all addresses of a host name. */
export type Lookup = LookupFunction;

/** A `dns.lookup` that returns all addresses. */
export type LookupAll = (
  host: string,
  options: LookupAllOptions,
  found: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Returns a lookup that fails for names that resolve to a private address; it checks every time, not only the first. */
export function publicOnly(lookup: LookupAll = systemLookup): Lookup {
  const checked: LookupAll = (host, options, found) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      const isPrivate = !isLoopback(host) && addresses?.some(({ address }) => isPrivateAddress(address));
      if (error !== null || !isPrivate) return found(error, addresses);
      found(Object.assign(new Error('private address'), { code: 'EPRIVATE' }), []);
    });
  };
  return checked as Lookup;
}

/** Whether `host` is an IP address that is not reachable on the public internet. */
export function isPrivateAddress(host: string): boolean {
  return isIP(host) !== 0 && privateNetworks.check(host, familyOf(host));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}

/** Loopback, private, shared, link-local, benchmark, multicast and reserved networks of RFC 6890. */
const privateNetworks = createBlockList([
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
]);

function createBlockList(networks: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, familyOf(network));
  return list;
}
