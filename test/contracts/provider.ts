import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultOf, ProviderError, reasons } from '../../src/core/errors/errors.ts';
import type { Capability, HttpAnswer, Provider } from '../../src/core/provider/provider.ts';
import { createHttpClient, type HttpClient } from '../../src/http/client.ts';
import { json } from '../../src/http/json.ts';
import { xml } from '../../src/http/xml.ts';
import { ask, type Case, type CaseBook, openCase, plain, readCases, readLegend } from './cases.ts';
import { mutateBody } from './mutate.ts';
import { badNumbers, echoPort, originOfStubs, stubPort } from './stubs.ts';

/** The provider and its expectations. The cases are read from `test/fixtures/providers/<id>/`. */
export interface ProviderContract {
  readonly provider: Provider;
  /** Codes of documents and quirks that the cases must cover, such as `S0` and `q1`. */
  readonly covers: readonly string[];
  /** The capabilities of a connection that has only these secrets of `_contract.json`. */
  readonly credentials: readonly {
    readonly secrets: readonly string[];
    readonly can: readonly Capability[];
  }[];
  /** Texts computed from the secrets, which are secret too. */
  readonly derived?: readonly string[];
  /** Number of runs of the mutation property; 300 by default. */
  readonly runs?: number;
}

/** Defines the contract tests of a provider. Called by the test file of each provider. */
export function describeProvider(contract: ProviderContract): void {
  const { provider } = contract;
  const book = readCases(provider.id);

  describe(`provider ${provider.id}`, () => {
    describeCases(provider, book);
    describeSafety(contract, book);
    describeCredentials(contract, book);

    it('has a case for every document and quirk', () => {
      const covered = new Set(book.cases.flatMap((theCase) => theCase.covers));
      expect(contract.covers.filter((wanted) => !covered.has(wanted))).toEqual([]);
      expect(book.cases.length).toBeGreaterThan(0);
    });

    it('uses only codes that the README of the fixtures explains', () => {
      const legend = readLegend();
      const used = new Set(book.cases.flatMap((theCase) => theCase.covers));
      expect([...used].filter((code) => !legend.has(code))).toEqual([]);
    });
  });
}

/** Runs every case over real HTTP: the requests must be as documented, and the result as expected. */
function describeCases(provider: Provider, book: CaseBook): void {
  let server: Server;
  let serve: (request: IncomingMessage, body: string) => HttpAnswer & { bytes: Buffer };

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const answer = serve(request, Buffer.concat(chunks).toString('utf8'));
      response.writeHead(answer.status, answer.headers).end(answer.bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each(book.cases.map((theCase): [string, Case] => [theCase.name, theCase]))('%s', async (_, theCase) => {
    const script = scriptOf(theCase, book);
    serve = script.serve;
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const clients: HttpClient[] = [];
    const connection = openCase(provider, book.shared, theCase, origin, (clock) => {
      const http = createHttpClient({ clock, deadline: 20_000 });
      clients.push(http);
      return { http, json, xml };
    });

    const outcome = await ask(connection, theCase).then(
      (reading) => ({ reading: plain(reading) }),
      (thrown: unknown) => ({ thrown }),
    );
    await Promise.all(clients.map((client) => client.close()));

    expect(script.unexpected, 'requests without an exchange').toEqual([]);
    expect(script.unasked(), 'exchanges without a request').toEqual([]);
    if (theCase.fault === undefined) {
      expect(outcome).toEqual({ reading: theCase.reading });
    } else {
      expect(outcome).toEqual({ thrown: expect.any(ProviderError) });
      expect(faultOf((outcome as { thrown: unknown }).thrown)).toMatchObject(theCase.fault);
    }
  });
}

/** Creates the server's side of a case. */
function scriptOf(theCase: Case, book: CaseBook) {
  const unexpected: unknown[] = [];
  const turns = theCase.exchanges.map((exchange) => ({ exchange, asked: 0 }));
  return {
    unexpected,
    unasked: () => turns.filter(({ asked }) => asked === 0).map(({ exchange }) => book.requestOf(exchange)),
    serve(request: IncomingMessage, body: string) {
      const sent = sentBy(request, body);
      const matching = turns.filter(({ exchange }) => isSame(sent, book.requestOf(exchange)));
      const turn = matching.find(({ asked }) => asked === 0) ?? matching.at(-1);
      if (turn === undefined) {
        unexpected.push(sent);
        return { status: 418, headers: {}, body: '', bytes: Buffer.alloc(0) };
      }
      turn.asked += 1;
      const { status = 200, headers = {} } = turn.exchange;
      const typed = { 'content-type': 'application/json', ...headers };
      return { status, headers: typed, body: '', bytes: book.bodyOf(turn.exchange) };
    },
  };
}

/** The headers of the transport, which cases leave out. */
const transport = new Set([
  ...['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive', 'te'],
  ...['accept-encoding', 'accept', 'accept-language', 'user-agent', 'sec-fetch-mode'],
]);

function sentBy(request: IncomingMessage, body: string) {
  const headers = Object.entries(request.headers).filter(([name]) => !transport.has(name));
  return { method: request.method, path: request.url, headers: Object.fromEntries(headers), body };
}

function isSame(sent: ReturnType<typeof sentBy>, wanted: ReturnType<CaseBook['requestOf']>): boolean {
  const body =
    typeof wanted.body === 'string' || wanted.body === undefined
      ? sent.body === (wanted.body ?? '')
      : JSON.stringify(wanted.body) === sent.body;
  const names = Object.keys(wanted.headers);
  return (
    body &&
    sent.method === wanted.method &&
    sent.path === wanted.path &&
    names.length === Object.keys(sent.headers).length &&
    names.every((name) => sent.headers[name] === wanted.headers[name])
  );
}

/** Tests that any response results in a reading or a `ProviderError`, and that no credential leaks. */
function describeSafety(contract: ProviderContract, book: CaseBook): void {
  const { provider } = contract;
  const hidden = [...textsIn(book.shared.secrets), ...(contract.derived ?? [])];

  it('returns a reading or a ProviderError for any mutated body, and only valid numbers', async () => {
    const seeds = fc.tuple(fc.nat(book.cases.length - 1), fc.nat());
    await fc.assert(
      fc.asyncProperty(seeds, async ([index, seed]) => {
        const theCase = book.cases[index] as Case;
        const http = stubPort(theCase, book, (body) => mutateBody(body, seed));
        const connection = openCase(provider, book.shared, theCase, originOfStubs, () => ({
          http,
          json,
          xml,
        }));
        const outcome = await ask(connection, theCase).catch((thrown: unknown) => thrown);
        if (outcome instanceof Error) {
          expect(outcome).toBeInstanceOf(ProviderError);
          expect(reasons).toContain((outcome as ProviderError).reason);
        }
        expect(badNumbers(outcome)).toEqual([]);
      }),
      { numRuns: contract.runs ?? 300 },
    );
  });

  it('never repeats a credential, even if the provider does', async () => {
    let faults = 0;
    for (const theCase of book.cases.filter(({ secrets }) => secrets === undefined)) {
      for (const http of echoPort(theCase, book)) {
        const connection = openCase(provider, book.shared, theCase, originOfStubs, () => ({
          http,
          json,
          xml,
        }));
        const outcome = await ask(connection, theCase).catch((error: unknown) => error);
        for (const fault of faultsIn(outcome)) {
          faults += 1;
          expect(hidden.filter((secret) => printed(fault).includes(secret))).toEqual([]);
        }
      }
    }
    expect(faults).toBeGreaterThan(0);
    expect(hidden.length).toBeGreaterThan(0);
  });

  it('passes on errors of the HTTP port unchanged', async () => {
    const thrown = new ProviderError('timeout');
    for (const theCase of book.cases.filter(({ exchanges }) => exchanges.length > 0)) {
      const http = { send: () => Promise.reject(thrown) };
      const connection = openCase(provider, book.shared, theCase, originOfStubs, () => ({ http, json, xml }));
      const outcome = await ask(connection, theCase).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBe(thrown);
      else expect(JSON.stringify(outcome)).toContain('"timeout"');
    }
  });
}

/** Tests the capabilities of each set of credentials. A capability is the presence of its function. */
function describeCredentials({ provider, credentials }: ProviderContract, book: CaseBook): void {
  it.each(credentials)('has the capabilities $can with the secrets $secrets', ({ secrets, can }) => {
    const given = Object.fromEntries(secrets.map((name) => [name, book.shared.secrets[name]]));
    const http = { send: () => Promise.reject(new ProviderError('unreachable')) };
    const connection = openCase(provider, book.shared, { secrets: given }, originOfStubs, () => {
      return { http, json, xml };
    });
    expect(Object.keys(connection.can).sort()).toEqual([...can].sort());
    expect(connection.lacks.filter(({ capability }) => can.includes(capability))).toEqual([]);
    for (const lack of connection.lacks) expect(lack.secrets.length).toBeGreaterThan(0);
  });

  it('rejects values that are not settings or secrets, with error messages', () => {
    for (const schema of [provider.settings, provider.secrets]) {
      for (const nonsense of [undefined, null, 7, [], { baseUrl: 'ftp://x', nobodyKnows: 1 }]) {
        const parsed = schema.safeParse(nonsense);
        expect(parsed.success).toBe(false);
        expect(parsed.error?.issues.every(({ message }) => message.length > 0)).toBe(true);
      }
    }
  });
}

/** Returns the thrown error, which must be a `ProviderError`, or the faults within a reading. */
function faultsIn(outcome: unknown): readonly unknown[] {
  if (outcome instanceof Error) {
    expect(outcome).toBeInstanceOf(ProviderError);
    expect(outcome.cause).toBeUndefined();
    return [outcome];
  }
  if (!Array.isArray(outcome)) return [];
  return outcome.flatMap((reading: { fault?: unknown }) => (reading.fault ? [reading.fault] : []));
}

/** Prints a fault in all ways in which it could be logged. */
function printed(fault: unknown): string {
  const ofErrors =
    fault instanceof Error ? [fault.message, fault.stack ?? '', JSON.stringify(faultOf(fault))] : [];
  return [
    ...ofErrors,
    String(fault),
    JSON.stringify(fault),
    inspect(fault, { depth: null, showHidden: true }),
  ].join('\n');
}

/** Returns every text in `value` that is long enough to be a secret. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.length >= 6 ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
