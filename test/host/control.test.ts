import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SetupError } from '../../src/core/errors/errors.ts';
import { type Action, defineAction, done, type Host } from '../../src/host/action.ts';
import { askControl, serveControl } from '../../src/host/control.ts';
import { systemClock } from '../../src/observe/clock.ts';
import { createFakeClock } from '../fakes/clock.ts';

let folder = '';
let path = '';
let logged: string[] = [];
const record = (event: string, fields = {}) => void logged.push(JSON.stringify({ event, ...fields }));
const log = { debug: record, info: record, warn: record, error: record };

let release = () => {};
const actions: readonly Action[] = [
  defineAction({
    name: 'echo',
    input: z.object({ what: z.string() }),
    run: async ({ what }) => done(`Echo: ${what}.`),
  }),
  defineAction({
    name: 'refuse',
    input: z.object({}),
    run: async () => {
      throw new SetupError(['The key ring is missing.']);
    },
  }),
  defineAction({
    name: 'break',
    input: z.object({}),
    run: async () => {
      throw new TypeError('apiKey=5e7400972fdf');
    },
  }),
  defineAction({
    name: 'wait',
    input: z.object({}),
    run: () => new Promise((resolve) => (release = () => resolve(done('Waited.')))),
  }),
];
const host = { clock: systemClock } as Host;
const ask = (name: string, input: unknown = {}) => askControl(path, name, input, systemClock);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walletwatch-control-'));
  path = join(folder, 'control.sock');
  logged = [];
});
afterEach(() => rm(folder, { recursive: true }));

describe('the control socket', () => {
  it('is accessible to its owner only and passes requests to the bot', async () => {
    const server = await serveControl(path, async () => actions, host, log);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await ask('echo', { what: 'yes' })).toEqual(done('Echo: yes.'));
    expect(await ask('refuse')).toEqual({ exitCode: 78, lines: ['The key ring is missing.'] });
    expect(await ask('unknown')).toMatchObject({
      exitCode: 1,
      lines: [expect.stringContaining('Restart it.')],
    });
    await server.close();
    expect(await ask('echo', { what: 'no' })).toBeUndefined();
  });

  it('notifies the bot of changes only', async () => {
    let [notifications, succeeds] = [0, true];
    const audit = { append: async () => {} };
    const change = defineAction({
      name: 'change',
      input: z.object({}),
      about: () => 'acme',
      run: async () => (succeeds ? done('Changed.') : { exitCode: 1, lines: ['Not changed.'] }),
    });
    const auditingHost = { ...host, store: { audit } } as unknown as Host;
    const server = await serveControl(
      path,
      async () => [...actions, change],
      auditingHost,
      log,
      () => (notifications += 1),
    );
    await ask('echo', { what: 'nothing' });
    await ask('unknown');
    expect(notifications).toBe(0);
    expect(await ask('change')).toEqual(done('Changed.'));
    expect(notifications).toBe(1);
    succeeds = false;
    expect(await ask('change')).toMatchObject({ exitCode: 1 });
    expect(notifications).toBe(1);
    await server.close();
  });

  it('hides the message of an internal error; only its class is logged', async () => {
    const server = await serveControl(path, async () => actions, host, log);
    expect(await ask('break')).toMatchObject({
      exitCode: 1,
      lines: [expect.stringContaining('see its log')],
    });
    expect(logged.join()).toContain('TypeError');
    expect(logged.join()).not.toContain('5e7400972fdf');
    await server.close();
  });

  it('works in a folder whose path is too long for a socket address', async () => {
    const deep = join(folder, 'd'.repeat(100), 'e'.repeat(100));
    await mkdir(deep, { recursive: true });
    path = join(deep, 'control.sock');
    expect(await ask('echo', { what: 'early' })).toBeUndefined();
    const server = await serveControl(path, async () => actions, host, log);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await ask('echo', { what: 'deep' })).toEqual(done('Echo: deep.'));
    await server.close();
    await expect(stat(path)).rejects.toThrow('ENOENT');
    path = join(folder, 'f'.repeat(120), 'control.sock');
    expect(await ask('echo', { what: 'absent' })).toBeUndefined();
  });

  it('replaces the socket of a killed bot and any other file at its path', async () => {
    await writeFile(path, 'left');
    expect(await ask('echo', { what: 'x' })).toBeUndefined();
    const server = await serveControl(path, async () => actions, host, log);
    expect(await ask('echo', { what: 'again' })).toEqual(done('Echo: again.'));
    await server.close();
  });

  it('drops a request that is too large and serves the next', async () => {
    const server = await serveControl(path, async () => actions, host, log);
    const result = await ask('echo', { what: 'x'.repeat(300_000) });
    expect(result).toMatchObject({ exitCode: 1, lines: [expect.stringContaining('try again')] });
    expect(await ask('echo', { what: 'less' })).toEqual(done('Echo: less.'));
    await server.close();
  });

  it('responds to pending requests before it closes, and does not wait for idle clients', async () => {
    const server = await serveControl(path, async () => actions, host, log);
    const idle = connect(path);
    await new Promise((resolve) => idle.once('connect', resolve));
    const response = ask('wait');
    while (!release.toString().includes('Waited')) await new Promise(setImmediate);
    const closing = server.close();
    release();
    expect(await response).toEqual(done('Waited.'));
    await closing;
  });

  it('times out if the bot never responds', async () => {
    const server = await serveControl(path, async () => actions, host, log);
    const clock = createFakeClock();
    const response = askControl(path, 'wait', {}, clock);
    while (clock.sleepers() === 0) await new Promise(setImmediate);
    await clock.advance(5 * 60_000);
    expect(await response).toMatchObject({
      exitCode: 1,
      lines: [expect.stringContaining('within 5 minutes')],
    });
    release();
    await server.close();
  });
});
