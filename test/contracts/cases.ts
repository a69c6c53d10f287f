import { readdirSync, readFileSync } from 'node:fs';
import type {
  Capability,
  Connection,
  HttpPort,
  JsonPort,
  Provider,
  XmlPort,
} from '../../src/core/provider/provider.ts';
import { Secret } from '../../src/core/secret/secret.ts';
import { createQuickClock, type QuickClock } from '../fakes/quick-clock.ts';

/**
 * A provider's responses and the expected result. Each case is a file in `test/fixtures/providers/<id>/`; its raw bodies
 * are in `bodies/` beside it, or at the path in `body`, relative to that folder.
 */
export interface Case {
  /** The file's name without `.json`. */
  readonly id: string;
  /** A sentence that states what the case proves. */
  readonly name: string;
  /** Codes of documents and quirks, such as `S0` and `q1`, from the `README.md` of the fixtures. */
  readonly covers: readonly string[];
  readonly capability: Capability;
  readonly query: unknown;
  /** Added to the settings of `_contract.json`, which they override. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
  /** The time of the request, as ISO text. */
  readonly at?: string;
  readonly exchanges: readonly Exchange[];
  /** The reading in the form that `plain` returns. A case has this or `fault`. */
  readonly reading?: unknown;
  /** Fields that the fault must have. */
  readonly fault?: Readonly<Record<string, unknown>>;
}

/** A request that must be sent, and its response. A repeated request uses the next exchange with it, or the last one. */
export interface Exchange {
  /** The request, or the name of a request in `_contract.json`. */
  readonly request: string | ExpectedRequest;
  /** 200 by default. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** File of the raw body; without it, the body is empty. */
  readonly body?: string;
}

export interface ExpectedRequest {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  /** All headers except those of the transport; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The exact body if it is text; otherwise a value that the body must be the JSON of. */
  readonly body?: unknown;
}

/** The content of `_contract.json`, which all cases of a provider share. Secrets are plain text or structures. */
export interface Shared {
  /** `baseUrl` is the test server's by default. `{origin}` in it is replaced by the server's origin. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, unknown>>;
  readonly at?: string;
  readonly requests: Readonly<Record<string, ExpectedRequest>>;
}

export interface CaseBook {
  readonly shared: Shared;
  readonly cases: readonly Case[];
  requestOf(exchange: Exchange): ExpectedRequest;
  bodyOf(exchange: Exchange): Buffer;
}

const root = new URL('../fixtures/providers/', import.meta.url);

/** Returns the codes that the `README.md` of the fixtures explains. */
export function readLegend(): ReadonlySet<string> {
  const text = readFileSync(new URL('README.md', root), 'utf8');
  return new Set([...text.matchAll(/^\| ([A-Za-z]\d+) \|/gm)].map(([, code = '']) => code));
}

/** Reads all cases of a provider. */
export function readCases(providerId: string): CaseBook {
  const folder = new URL(`${providerId}/`, root);
  const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  const bodies = new Map<string, Buffer>();
  const shared: Shared = read('_contract.json');
  const files = readdirSync(folder).filter((file) => file.endsWith('.json') && !file.startsWith('_'));
  const cases = files.sort().map((file): Case => ({ id: file.slice(0, -'.json'.length), ...read(file) }));
  return {
    shared,
    cases,
    requestOf({ request }) {
      if (typeof request !== 'string') return request;
      const named = shared.requests[request];
      if (named === undefined) throw new Error(`_contract.json of ${providerId} has no request “${request}”`);
      return named;
    },
    bodyOf({ body = '' }) {
      const bytes = bodies.get(body) ?? (body === '' ? Buffer.alloc(0) : readFileSync(new URL(body, folder)));
      bodies.set(body, bytes);
      return bytes;
    },
  };
}

/** Opens the connection of a case, with settings and secrets parsed by the provider's schemas. */
export function openCase(
  provider: Provider,
  shared: Shared,
  theCase: Pick<Case, 'settings' | 'secrets' | 'at'>,
  origin: string,
  portsOf: (clock: QuickClock) => { http: HttpPort; json: JsonPort; xml: XmlPort },
): Connection {
  const clock = createQuickClock(Date.parse(theCase.at ?? shared.at ?? '2026-11-20T06:30:00Z'));
  const settings = { baseUrl: '{origin}', ...shared.settings, ...theCase.settings };
  const placed = { ...settings, baseUrl: String(settings.baseUrl).replace('{origin}', origin) };
  const secrets = sealable(theCase.secrets ?? shared.secrets);
  return provider.open(provider.settings.parse(placed), provider.secrets.parse(secrets), {
    ...portsOf(clock),
    clock,
  });
}

/** Wraps each field as a `Secret`; structures become JSON text. */
export function sealable(secrets: Readonly<Record<string, unknown>>): Record<string, Secret> {
  const entries = Object.entries(secrets).map(([name, value]): [string, Secret] => {
    return [name, new Secret(typeof value === 'string' ? value : JSON.stringify(value))];
  });
  return Object.fromEntries(entries);
}

/** Runs the query of a case. Throws if the connection lacks the capability. */
export async function ask(connection: Connection, theCase: Case): Promise<unknown> {
  const question = connection.can[theCase.capability] as
    | ((query: unknown, ask: object) => Promise<unknown>)
    | undefined;
  if (question === undefined) throw new Error(`the connection lacks the capability ${theCase.capability}`);
  return question(theCase.query, {});
}

/**
 * Returns a reading in the form of the fixtures. Money is `"700 INR"` (`"10000.50 JPY /0"` with its own precision), a
 * computed figure `"700 INR = limit-minus-used"`, a missing one `"absent"` or `"unreadable"`.
 */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entry = value as Record<string, unknown>;
  if (entry['kind'] === 'missing') return entry['why'];
  if (entry['kind'] === 'given') return plain(entry['money']);
  if (entry['kind'] === 'computed') return `${plain(entry['money'])} = ${entry['derivation']}`;
  if (typeof entry['amount'] === 'string' && typeof entry['currency'] === 'string') {
    const precision = entry['precision'] === undefined ? '' : ` /${entry['precision']}`;
    return `${entry['amount']} ${entry['currency']}${precision}`;
  }
  const entries = Object.entries(entry).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries.map(([key, part]) => [key, plain(part)]));
}
