import { end, reset, type SandboxFaultCase, type TlsFlaw } from './fault.ts';

/** Faults of the connection: it is refused, insecure or lost at once, so that no request arrives. */
export const connectionFaults: readonly SandboxFaultCase[] = [
  { name: 'refused', kind: 'refused', expect: ['unreachable'], arrives: false },
  { name: 'accepted, then silence', kind: 'connection', steps: [], expect: ['timeout'], arrives: false },
  { name: 'closed at once', kind: 'connection', steps: [end], expect: ['interrupted'], arrives: false },
  {
    name: 'reset at once',
    kind: 'connection',
    steps: [reset],
    expect: ['interrupted', 'unreachable'],
    arrives: false,
  },
  tls('TLS: certificate of an unknown issuer', 'self-signed'),
  tls('TLS: certificate expired', 'expired'),
  tls('TLS: certificate of another host', 'wrong-host'),
  tls('TLS: only version 1.1', 'old-version'),
  tls('TLS: plain HTTP on that port', 'plain-http'),
  { name: 'TLS: handshake stalls', kind: 'tls', flaw: 'stalled', expect: ['timeout'], arrives: false },
];

function tls(name: string, flaw: TlsFlaw): SandboxFaultCase {
  return { name, kind: 'tls', flaw, expect: ['tls'], arrives: false };
}
