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
 * What a provider must make of one answer. One file a case in `test/fixtures/providers/<id>/`; the raw bodies lie in
 * `bodies/` beside it, or wherever `body` points relative to that folder.
 */
export interface Case {
  /** The file's name without `.json`. */
  readonly id: string;
  /** What this proves, as a sentence. */
  readonly name: string;
  /** Documents and quirks that this case stands for: `S0`, `q1`. */
  readonly covers: readonly string[];
  readonly capability: Capability;
  readonly query: unknown;
  /** In place of, or beside, those of `_contract.json`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
  /** When it is asked, as ISO text. */
  readonly at?: string;
  readonly exchanges: readonly Exchange[];
  /** The answer as `plain` gives it. A case has this or `fault`. */
  readonly reading?: unknown;
  /** What the fault must hold at least. */
  readonly fault?: Readonly<Record<string, unknown>>;
}

/** A question that must be sent, and its answer. Sent once more, it is answered by the next of its kind, or the same. */
export interface Exchange {
  /** The question itself, or the name of one in `_contract.json`. */
  readonly request: string | ExpectedRequest;
  /** 200 unless told. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** File of the raw body; an empty body when absent. */
  readonly body?: string;
}

export interface ExpectedRequest {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  /** Every header but those of the transport; lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text: these very bytes. Anything else: JSON of this value. Absent: no body. */
  readonly body?: unknown;
}

/** `_contract.json`: what all cases of a provider share. Secrets are as a person writes them. */
export interface Shared {
  /** Without `baseUrl`, which is the test server's. `{origin}` stands for its origin where a case needs a path. */
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

/** All cases of a provider. */
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

/** The connection of a case, opened through the provider's own checks. */
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

/** Secrets as a provider gets them: one `Secret` a field, structured ones as JSON. */
export function sealable(secrets: Readonly<Record<string, unknown>>): Record<string, Secret> {
  const entries = Object.entries(secrets).map(([name, value]): [string, Secret] => {
    return [name, new Secret(typeof value === 'string' ? value : JSON.stringify(value))];
  });
  return Object.fromEntries(entries);
}

/** Asks the question of a case. Fails the test when the connection has no such capability. */
export async function ask(connection: Connection, theCase: Case): Promise<unknown> {
  const question = connection.can[theCase.capability] as
    | ((query: unknown, ask: object) => Promise<unknown>)
    | undefined;
  if (question === undefined) throw new Error(`the connection cannot tell ${theCase.capability}`);
  return question(theCase.query, {});
}

/**
 * A reading as a person writes it down. Money is `"700 INR"` (`"10000.50 JPY /0"` with a precision of its own), a
 * computed figure `"700 INR = limit-minus-used"`, a missing one `"absent"` or `"unreadable"`. Marks are left out.
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
  const entries = Object.entries(entry).filter(([key, part]) => part !== undefined && key !== 'mark');
  return Object.fromEntries(entries.map(([key, part]) => [key, plain(part)]));
}
