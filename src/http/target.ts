import { BlockList, isIP } from 'node:net';
import { ProviderError, type Reason } from '../core/errors/errors.ts';

/** Where a question goes. */
export interface Target {
  readonly origin: string;
  readonly path: string;
  /** Groups questions that stand or fall together: the path with its numbers struck out. */
  readonly endpoint: string;
}

/** The target of `url`; `unreachable` when it is none. */
export function parseTarget(url: string): Target {
  try {
    const { protocol, origin, pathname, search } = new URL(url);
    if (protocol !== 'https:' && protocol !== 'http:') throw new ProviderError('unreachable');
    return { origin, path: `${pathname}${search}`, endpoint: pathname.replace(/\d+/g, '#') };
  } catch {
    throw new ProviderError('unreachable');
  }
}

/** Addresses that are kept; more are only met when they hold something that varies. */
const maxKnown = 64;

/** The targets of addresses, each worked out once for as long as it is asked again and again. */
export function createTargets(): (url: string) => Target {
  const known = new Map<string, Target>();
  return (url) => {
    let target = known.get(url);
    if (target === undefined) {
      target = parseTarget(url);
      if (known.size >= maxKnown) known.clear();
      known.set(url, target);
    }
    return target;
  };
}

/** Why an origin may not be asked at all: plain HTTP is for loopback only, private networks are nobody's provider. */
export function refusalOf(origin: string): Reason | undefined {
  const { protocol, hostname } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isLoopbackHost(host)) return undefined;
  if (protocol === 'http:') return 'tls';
  return isPrivateAddress(host) ? 'unreachable' : undefined;
}

/** Whether `host` is this machine by its name or by a literal address. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || (isIP(host) !== 0 && loopback.check(host, familyOf(host)));
}

/** Whether `host` is a literal address that the open internet cannot have. */
export function isPrivateAddress(host: string): boolean {
  return isIP(host) !== 0 && closed.check(host, familyOf(host));
}

/** Of a literal address. */
function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}

const loopback = listOf([
  ['127.0.0.0', 8],
  ['::1', 128],
]);

/** Loopback, private, shared, link-local, benchmark, multicast and reserved networks of RFC 6890. */
const closed = listOf([
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

function listOf(networks: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, familyOf(network));
  return list;
}
