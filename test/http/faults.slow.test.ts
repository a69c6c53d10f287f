import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultOf, ProviderError } from '../../src/core/errors/errors.ts';
import type { HttpAnswer } from '../../src/core/provider/provider.ts';
import { createHttpClient, type HttpCall } from '../../src/http/client.ts';
import { json } from '../../src/http/json.ts';
import { systemClock } from '../../src/observe/clock.ts';
import type { SandboxFaultCase } from '../../src/sandbox/faults/fault.ts';
import { faults } from '../../src/sandbox/faults/faults.ts';
import { type FaultyServer, listenWithFaults } from '../../src/sandbox/faults/listen.ts';
import { createSkippingClock } from '../fakes/skipping-clock.ts';

const canary = 'canary-3f9a1c77';
const deadline = 400;
const healthy = '{"status":"success","data":{"limit":"5000","used":4300}}';

let current: SandboxFaultCase | undefined;
let server: FaultyServer;
const keysSeen: unknown[] = [];

beforeEach(async () => {
  server = await listenWithFaults({
    clock: systemClock,
    fault: () => current,
    handler: (request, response) => {
      keysSeen.push(request.headers['api-key']);
      response.writeHead(200, { 'content-type': 'application/json' }).end(healthy);
    },
  });
});
afterEach(() => server.close());

function everythingIn(value: unknown): string {
  const shown = inspect(value, { depth: null, showHidden: true, getters: true });
  const { message, stack, cause } = value instanceof Error ? value : {};
  return [shown, String(value), JSON.stringify(value), message, stack, String(cause)].join('\n');
}

describe.each(faults.map((fault): [string, SandboxFaultCase] => [fault.name, fault]))('%s', (_, fault) => {
  it('returns an answer or a reason in time, leaks nothing and leaves no connection', async () => {
    const clock = createSkippingClock();
    const calls: HttpCall[] = [];
    const client = createHttpClient({
      clock,
      deadline,
      ca: server.ca,
      random: () => 0.1,
      onCall: (call) => void calls.push(call),
    });
    const send = (origin: string): Promise<HttpAnswer> => {
      return client.send({
        method: 'POST',
        url: `${origin}/accounts`,
        headers: { 'Api-Key': canary },
        body: 'a=1',
      });
    };

    current = fault;
    const started = systemClock.mono();
    const outcome = await send(server.originFor(fault)).then(
      (answer) => ({ answer }),
      (thrown: unknown) => ({ thrown }),
    );
    expect(systemClock.mono() - started).toBeLessThan(deadline + 250);

    if ('answer' in outcome) {
      expect(fault.arrives, 'an answer was received').toBe(true);
      expect(fault.expect).toContain(judge(fault, outcome.answer));
    } else {
      expect(outcome.thrown).toBeInstanceOf(ProviderError);
      const { reason } = faultOf(outcome.thrown);
      expect(fault.expect).toContain(reason);
      expect(fault.arrives && reason !== 'timeout', `no answer: ${reason}`).toBe(false);
      expect(everythingIn(outcome.thrown)).not.toContain(canary);
      if (!['unreachable', 'timeout', 'interrupted'].includes(reason)) expect(calls[0]?.tries).toBe(1);
    }
    expect(everythingIn(calls)).not.toContain(canary);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.tries).toBeLessThanOrEqual(3);

    current = undefined;
    clock.skip(400_000);
    const origin = fault.kind === 'tls' ? server.tlsOrigin : server.origin;
    expect((await send(origin)).body).toBe(healthy);
    expect(keysSeen.at(-1)).toBe(canary);

    await client.close();
    await expect.poll(() => server.openSockets(), { timeout: 1000, interval: 5 }).toBe(0);
  });
});

/** Returns the fault that a provider which knows only the healthy answer would report, if any. */
function judge({ expect: allowed }: SandboxFaultCase, { status, body }: HttpAnswer): string {
  // Only a provider knows what its own error answers mean.
  if (status !== 200) return allowed[0] ?? 'none';
  try {
    const value = json.parse(body);
    return typeof value === 'object' && value !== null && 'status' in value ? 'ok' : 'malformed';
  } catch (thrown) {
    return faultOf(thrown).reason;
  }
}

describe.each(
  faults
    .filter(({ kind }) => kind === 'tls' || kind === 'connection')
    .map((fault): [string, SandboxFaultCase] => [fault.name, fault]),
)('%s, again and again', (_, fault) => {
  it('leaves no connection, however many it used', async () => {
    const clock = createSkippingClock();
    const client = createHttpClient({
      clock,
      deadline: 60,
      ca: server.ca,
      random: () => 0.1,
      connections: 2,
    });
    const origin = fault.kind === 'tls' ? server.tlsOrigin : server.origin;
    const send = () => client.send({ method: 'GET', url: `${origin}/accounts` });
    current = fault;
    for (let turn = 0; turn < 4; turn++) {
      await expect(send()).rejects.toThrow(ProviderError);
      clock.skip(60_000);
    }
    current = undefined;
    const answers = await Promise.all(
      Array.from({ length: 4 }, () =>
        client.send({ method: 'GET', url: `${origin}/accounts`, deadline: 6_000 }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await client.close();
  });
});
