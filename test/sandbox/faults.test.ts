import { Agent, request as ask } from 'node:http';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reasons } from '../../src/core/errors/errors.ts';
import { systemClock } from '../../src/observe/clock.ts';
import type { SandboxFaultCase } from '../../src/sandbox/faults/fault.ts';
import { faults } from '../../src/sandbox/faults/faults.ts';
import { type FaultyServer, listenWithFaults } from '../../src/sandbox/faults/listen.ts';

const sample = '{"status":"success","data":{"limit":"5000","used":4300}}';
let current: SandboxFaultCase | undefined;
let server: FaultyServer;

beforeEach(async () => {
  current = undefined;
  server = await listenWithFaults({
    clock: systemClock,
    fault: () => current,
    handler: (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(sample);
    },
  });
});
afterEach(() => server.close());

function get(origin: string, agent?: Agent): Promise<{ status?: number; body: string; encoding?: string }> {
  return new Promise((resolve, reject) => {
    const sent = ask(`${origin}/accounts`, { ...(agent && { agent }) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const { statusCode: status, headers } = response;
        const encoding = headers['content-encoding'];
        resolve({
          body: Buffer.concat(chunks).toString(),
          ...(status !== undefined && { status }),
          ...(encoding !== undefined && { encoding }),
        });
      });
    });
    sent.once('error', reject);
    sent.end();
  });
}

function faultNamed(name: string): SandboxFaultCase {
  const found = faults.find((fault) => fault.name === name);
  if (found === undefined) throw new Error(`unknown: ${name}`);
  return found;
}

describe('the list of failures', () => {
  it('has unique names, and only known reasons as expected results', () => {
    expect(faults.length).toBeGreaterThanOrEqual(45);
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
    for (const { expect: allowed } of faults) {
      expect(allowed.length).toBeGreaterThan(0);
      expect(['ok', ...reasons]).toEqual(expect.arrayContaining([...allowed]));
    }
  });
});

describe('the server', () => {
  it('passes requests to the handler while it plays nothing, over HTTP and HTTPS', async () => {
    expect(await get(server.origin)).toEqual({ status: 200, body: sample });
    const { port } = new URL(server.tlsOrigin);
    const socket: TLSSocket = connectTls({ port: Number(port), host: '127.0.0.1', ca: [...server.ca] });
    const text = await new Promise<string>((resolve, reject) => {
      let received = '';
      socket.once('error', reject);
      socket.on('data', (chunk: Buffer) => {
        received += chunk.toString();
      });
      socket.once('end', () => resolve(received));
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    });
    expect(socket.authorized).toBe(true);
    expect(text).toContain(sample);
  });

  it('plays a failure on a connection that is already open, until it is cleared', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await get(server.origin, agent)).status).toBe(200);
    current = faultNamed('502');
    expect((await get(server.origin, agent)).status).toBe(502);
    current = faultNamed('PHP warning before the body');
    expect((await get(server.origin, agent)).body).toMatch(
      /^<br \/>\n<b>Warning<\/b>.*\{"status":"success"/s,
    );
    current = undefined;
    expect((await get(server.origin, agent)).body).toBe(sample);
    expect(server.openSockets()).toBe(1);
    agent.destroy();
  });

  it('changes the body of the right answer', async () => {
    const bodyUnder = async (name: string) => {
      current = faultNamed(name);
      return (await get(server.origin)).body;
    };
    expect(await bodyUnder('NaN for every number')).toContain('"used":NaN');
    expect(await bodyUnder('9007199254740993 for every number')).toContain('"used":9007199254740993');
    expect(await bodyUnder('Devanagari digits')).toContain('"limit":"५०००"');
    expect(await bodyUnder('grouped digits')).toContain('"limit":"5,000"');
    expect(await bodyUnder('keys named __proto__')).toContain('{"__proto__":');
    expect(await bodyUnder('cut short, without a length')).toBe(sample.slice(0, -15));
    expect(await bodyUnder('null for texts')).toContain('"status": null');
    expect(await bodyUnder('numbers for texts')).toContain('"limit": 5000');
  });

  it('returns the origin at which each failure occurs', () => {
    expect(server.originFor(undefined)).toBe(server.origin);
    expect(server.originFor(faultNamed('TLS: certificate expired'))).toBe(server.tlsOrigin);
    expect(server.originFor(faultNamed('502'))).toBe(server.origin);
  });

  it('refuses connections at the origin of the closed port', async () => {
    await expect(get(server.originFor(faultNamed('refused')))).rejects.toThrow('ECONNREFUSED');
  });

  it('closes even while it plays a failure', async () => {
    for (const name of ['body drips', 'no headers', '102 Processing without end', 'accepted, then silence']) {
      current = faultNamed(name);
      const broken = get(server.origin).catch((thrown: unknown) => thrown);
      await expect.poll(() => server.openSockets()).toBeGreaterThan(0);
      await server.close();
      expect(await broken).toBeInstanceOf(Error);
      expect(server.openSockets()).toBe(0);
      server = await listenWithFaults({ clock: systemClock, fault: () => current, handler: () => {} });
    }
  });
});
