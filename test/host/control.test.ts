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
    name: 'say',
    input: z.object({ what: z.string() }),
    run: async ({ what }) => done(`You said ${what}.`),
  }),
  defineAction({
    name: 'refuse',
    input: z.object({}),
    run: async () => {
      throw new SetupError(['The key ring went away.']);
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
  it('is its owner’s alone, and hands requests to the bot', async () => {
    const server = await serveControl(path, async () => actions, host, log);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await ask('say', { what: 'yes' })).toEqual(done('You said yes.'));
    expect(await ask('refuse')).toEqual({ exitCode: 78, lines: ['The key ring went away.'] });
    expect(await ask('dance')).toMatchObject({
      exitCode: 1,
      lines: [expect.stringContaining('Restart it.')],
    });
    await server.close();
    expect(await ask('say', { what: 'no' })).toBeUndefined();
  });

  it('has the bot look anew at what was changed, and at nothing else', async () => {
    let [looked, succeeds] = [0, true];
    const audit = { append: async () => {} };
    const change = defineAction({
      name: 'change',
      input: z.object({}),
      about: () => 'acme',
      run: async () => (succeeds ? done('Changed.') : { exitCode: 1, lines: ['Not changed.'] }),
    });
    const own = { ...host, store: { audit } } as unknown as Host;
    const server = await serveControl(
      path,
      async () => [...actions, change],
      own,
      log,
      () => (looked += 1),
    );
    await ask('say', { what: 'nothing' });
    await ask('dance');
    expect(looked).toBe(0);
    expect(await ask('change')).toEqual(done('Changed.'));
    expect(looked).toBe(1);
    succeeds = false;
    expect(await ask('change')).toMatchObject({ exitCode: 1 });
    expect(looked).toBe(1);
    await server.close();
  });

  it('tells nothing of an error that is ours, beyond its kind in the log', async () => {
    const server = await serveControl(path, async () => actions, host, log);
    expect(await ask('break')).toMatchObject({
      exitCode: 1,
      lines: [expect.stringContaining('see its log')],
    });
    expect(logged.join()).toContain('TypeError');
    expect(logged.join()).not.toContain('5e7400972fdf');
    await server.close();
  });

  it('works below a folder whose name is longer than a socket’s may be', async () => {
    const deep = join(folder, 'd'.repeat(100), 'e'.repeat(100));
    await mkdir(deep, { recursive: true });
    path = join(deep, 'control.sock');
    expect(await ask('say', { what: 'early' })).toBeUndefined();
    const server = await serveControl(path, async () => actions, host, log);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await ask('say', { what: 'deep' })).toEqual(done('You said deep.'));
    await server.close();
    await expect(stat(path)).rejects.toThrow('ENOENT');
    path = join(folder, 'f'.repeat(120), 'control.sock');
    expect(await ask('say', { what: 'nobody' })).toBeUndefined();
  });

  it('takes the place of what a killed bot left, and of any other file', async () => {
    await writeFile(path, 'left');
    expect(await ask('say', { what: 'x' })).toBeUndefined();
    const server = await serveControl(path, async () => actions, host, log);
    expect(await ask('say', { what: 'anew' })).toEqual(done('You said anew.'));
    await server.close();
  });

  it('drops who sends too much, and goes on', async () => {
    const server = await serveControl(path, async () => actions, host, log);
    const told = await ask('say', { what: 'x'.repeat(300_000) });
    expect(told).toMatchObject({ exitCode: 1, lines: [expect.stringContaining('try again')] });
    expect(await ask('say', { what: 'less' })).toEqual(done('You said less.'));
    await server.close();
  });

  it('answers what it was asked before it closes, and does not wait for who never asks', async () => {
    const server = await serveControl(path, async () => actions, host, log);
    const idle = connect(path);
    await new Promise((resolve) => idle.once('connect', resolve));
    const asked = ask('wait');
    while (!release.toString().includes('Waited')) await new Promise(setImmediate);
    const closing = server.close();
    release();
    expect(await asked).toEqual(done('Waited.'));
    await closing;
  });

  it('that never answers is given up on', async () => {
    const server = await serveControl(path, async () => actions, host, log);
    const clock = createFakeClock();
    const asked = askControl(path, 'wait', {}, clock);
    while (clock.sleepers() === 0) await new Promise(setImmediate);
    await clock.advance(5 * 60_000);
    expect(await asked).toMatchObject({ exitCode: 1, lines: [expect.stringContaining('within 5 minutes')] });
    release();
    await server.close();
  });
});
