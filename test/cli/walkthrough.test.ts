import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/observe/clock.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import {
  buildProgram,
  type Program,
  type Ran,
  type Running,
  readFiles,
  runProgram,
  startProgram,
} from './program.ts';

let program: Program;
let sandbox: Sandbox;
let folder = '';
let environment: Record<string, string> = {};

beforeAll(async () => {
  program = buildProgram();
  folder = await mkdtemp(join(tmpdir(), 'walletwatch-cli-'));
  environment = { DATA_DIR: join(folder, 'data'), MASTER_KEY_FILE: join(folder, 'master.key') };
  sandbox = await startSandbox({ size: 'sample', clock: systemClock });
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
  program.remove();
});

const cli = (words: string, input = ''): Promise<Ran> =>
  runProgram(program.cli, words.split(' '), folder, environment, input);
const consoleSettings = { CONSOLE: '1', LOG_LEVEL: 'warn' };
const ask = (lines: string): Promise<Ran> =>
  runProgram(program.main, [], folder, { ...environment, ...consoleSettings }, lines);

/** Returns the output of a run that succeeds. */
async function success(ran: Promise<Ran>): Promise<string> {
  const { code, out, err } = await ran;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

/** Returns the one line of a refusal. */
async function refusal(ran: Promise<Ran>, code: number): Promise<string> {
  const ended = await ran;
  expect({ code: ended.code, out: ended.out }).toEqual({ code, out: '' });
  expect(ended.err).toMatch(/^walletwatch: .+[^\n]\n$/);
  return ended.err;
}

async function addConnection(provider: string): Promise<string> {
  const wanted = sandbox.connections.find((connection) => connection.provider === provider);
  if (wanted === undefined) throw new Error(provider);
  const set = Object.entries(wanted.settings).map(([key, value]) => `--set ${key}=${value}`);
  return success(
    cli(`connection add acme ${provider} ${set.join(' ')} --secrets -`, JSON.stringify(wanted.secrets)),
  );
}

describe('from an empty folder, through the host CLI alone', () => {
  it('nothing works without a key ring, and the refusal names the command that creates one', async () => {
    expect(await refusal(cli('operator add acme'), 78)).toContain('key init');
    const doctor = await cli('doctor');
    expect(doctor.code).toBe(1);
    expect(doctor.out).toContain('key ring: There is no key ring');
    expect(await success(cli('key init'))).toContain('Next: npm run -s walletwatch -- operator add');
    expect((await stat(join(folder, 'master.key'))).mode & 0o777).toBe(0o600);
  });

  it('/balance works after adding an operator, two connections and a grant', async () => {
    await success(cli('operator add acme --name Acme'));
    await success(cli('grant add console:local acme'));
    expect((await ask('/balance\n')).out).toContain(
      'npm run -s walletwatch -- connection add acme <provider>',
    );
    expect(await addConnection('payatom')).toContain('connection test acme payatom');
    expect(await addConnection('wallets-api')).toContain('stored encrypted: token ');
    expect(await success(cli('connection test acme payatom'))).toBe(
      'accounts: ok, 3 accounts\nlimits: ok, 4 accounts\nclock: ok\n',
    );
    const { code, out } = await ask('/balance\n');
    expect(code).toBe(0);
    for (const figure of ['₹700.00', '₹6,000.00', '$5,000.00']) expect(out).toContain(figure);
  });

  it('lists fingerprints instead of credentials', async () => {
    const listed = await success(cli('connection list'));
    expect(listed).toMatch(
      /acme {2}payatom {2}payatom {2}baseUrl=http:\/\/127\.0\.0\.1:\d+ .*apiKey [\w-]{8}/,
    );
    for (const { secrets } of sandbox.connections)
      for (const value of Object.values(secrets)) expect(listed).not.toContain(value);
  });

  describe('while the bot runs', () => {
    let bot: Running;
    beforeAll(async () => {
      await success(cli('grant remove console:local acme'));
      bot = startProgram(program.main, [], folder, { ...environment, ...consoleSettings });
      bot.write('/balance\n');
      await bot.untilOutput('You do not have access.');
    });

    it('a grant applies to the next command', async () => {
      expect(await success(cli('grant add console:local acme --role admin --expires 90d'))).toMatch(
        /^console:local is admin of acme until \d\d? \w+ \d{4}/,
      );
      bot.write('/balance\n');
      await bot.untilOutput('₹700.00');
      await bot.untilOutput('$5,000.00');
    });

    it('a second bot exits with 75 and changes nothing', async () => {
      const before = await readFiles(environment['DATA_DIR'] ?? '');
      const second = ask('/balance\n');
      expect(await refusal(second, 75)).toContain(`in use by process ${bot.pid}.`);
      expect(await readFiles(environment['DATA_DIR'] ?? '')).toEqual(before);
    });

    it('it can read connections after a key rotation', async () => {
      const first = /^(k\S+) {2}active/.exec(await success(cli('key list')))?.[1];
      await success(cli('key add'));
      expect(await refusal(cli(`key retire ${first}`), 1)).toContain('key rewrap');
      expect(await success(cli('key rewrap'))).toContain('2 connections');
      await success(cli(`key retire ${first}`));
      expect(await success(cli('key list'))).toBe(`${first}-2  active\n`);
      bot.write('/accounts inactive\n');
      await bot.untilOutput('1 inactive account');
      expect(bot.out()).toContain('1 inactive account');
    });

    it('the doctor finds no problem, and a backup is written', async () => {
      const page = await success(cli('doctor'));
      expect(page).toContain('bot: running\nstate: ok, 1 operator, 2 connections, 1 grant\n');
      expect(page).toContain('acme/wallets-api wallets: ok, 3 wallets\n');
      expect(await success(cli(`backup ${folder}/backup`))).toContain('It does not contain the key file.');
      expect((await stat(join(folder, 'backup'))).mode & 0o777).toBe(0o600);
      expect(await refusal(cli(`backup ${folder}/backup`), 1)).toContain('already exists');
    });

    it('it exits with 0 at the end of its input', async () => {
      bot.endInput();
      expect(await bot.ended).toMatchObject({ code: 0, err: '' });
    });
  });

  it('the state is unchanged after a restart', async () => {
    expect((await ask('/balance\n')).out).toContain('₹700.00');
    expect(await success(cli('doctor'))).toContain('bot: not running here\n');
  });

  it('a backup restores the deleted state, and no other file is accepted', async () => {
    expect(await refusal(cli(`restore ${folder}/backup`), 1)).toContain('already contains a state');
    await rm(environment['DATA_DIR'] ?? '', { recursive: true });
    expect(await refusal(ask('/balance\n'), 78)).toContain('npm run -s walletwatch -- restore <file>');
    expect(await refusal(cli(`restore ${folder}/nothing`), 1)).toContain('cannot be read');
    expect(await refusal(cli(`restore ${folder}/master.key`), 78)).toContain('not a whole backup');
    expect(await success(cli(`restore ${folder}/backup`))).toMatch(/^Restored \d+ documents/);
    expect((await ask('/balance\n')).out).toContain('₹700.00');
    await success(cli('doctor'));
    expect(await success(cli('audit verify'))).toMatch(/^The audit is intact: \d+ records\.\n$/);
  });

  it('the audit contains every change and no credential', async () => {
    const trail = await success(cli('audit tail --lines 100'));
    for (const record of [
      'operator add  acme  allowed',
      'connection add  acme payatom  allowed',
      'grant remove  console:local acme  allowed',
      'key retire  k',
      'backup  all state  allowed',
      'restore  all state  allowed',
      'console:local  balance  acme  allowed',
      'enter  refused: unlisted',
    ]) {
      expect(trail).toContain(record);
    }
    const written = [trail, await readFile(join(folder, 'backup'), 'utf8')].join();
    for (const { secrets } of sandbox.connections)
      for (const value of Object.values(secrets)) expect(written).not.toContain(value);
  });

  it('a signal stops the bot with exit code 0', async () => {
    const bot = startProgram(program.main, [], folder, { ...environment, ...consoleSettings });
    bot.write('/help\n');
    await bot.untilOutput('/balance');
    bot.kill('SIGTERM');
    expect(await bot.ended).toMatchObject({ code: 0, err: '' });
  });
});
