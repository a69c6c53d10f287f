import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walletwatch-main-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the process as `npm start` does, with no other environment than the given one. */
function start(lines: string, environment: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const tmp = { TMPDIR: folder, DATA_DIR: join(folder, 'data'), MASTER_KEY_FILE: join(folder, 'key') };
    const env = { PATH: process.env['PATH'] ?? '', ...tmp, ...environment };
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], { env });
    const [out, err]: [string[], string[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk.toString()));
    child.stdin.on('error', () => {});
    child.on('close', (code) => resolve({ code, out: out.join(''), err: err.join('') }));
    child.stdin.end(lines);
  });
}

describe('a start without any configuration', () => {
  let ran: Ran;
  beforeAll(async () => {
    const lines = [
      '/balance',
      '/accounts inactive',
      '/summary 31-12-2023 action_date',
      '/wallets',
      '/wallet 101',
      '/blance',
    ];
    ran = await start(`${lines.join('\n')}\n`);
  });

  it('answers every line with the figures of the provider documents, and exits with 0', () => {
    expect(ran.code).toBe(0);
    const answers = ran.out.split('sample data').slice(1);
    expect(answers).toHaveLength(6);
    const [balance, accounts, summary, wallets, wallet, unknown] = answers;
    for (const figure of [
      'user@upi',
      '₹700.00',
      '342434334343',
      '₹6,000.00',
      '-₹90,000.00',
      '₹50.00',
      '¥10,000 ',
    ]) {
      expect(balance).toContain(figure);
    }
    expect(accounts).toContain('1 inactive account');
    expect(accounts).toContain('user2@upi');
    expect(accounts).not.toContain('user@upi ');
    expect(summary).toMatch(/Approved +990 +₹33,05,594\.00 +₹33,08,694\.00/);
    expect(summary).toContain('998 of 2,512 = 39.7 %');
    for (const figure of ['$5,000.00', '€2,500.50', '¥10,000 ', 'POSTPAID'])
      expect(wallets).toContain(figure);
    expect(wallet).toContain('Balance: $5,000.00');
    expect(unknown).toContain('There is no command “blance”.');
    expect(unknown).toContain('/balance');
  });

  it('logs JSON lines without a figure to stderr', () => {
    const lines = ran.err
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string; time: string; ms?: number });
    expect(lines.map(({ msg }) => msg)).toContain('answered');
    const logged = lines.map(({ time: _time, ms: _ms, ...fields }) => JSON.stringify(fields)).join();
    expect(logged).not.toMatch(/\d/);
  });

  it('leaves no files behind', async () => {
    expect((await readdir(folder)).filter((name) => name.startsWith('walletwatch-'))).toEqual([]);
    expect(await readdir(folder)).not.toContain('data');
  });

  it('prints the transcript in the README', async () => {
    const readme = await readFile('README.md', 'utf8');
    const transcript = /```text\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const shown = transcript
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('> ') && !line.startsWith('As of'));
    expect(shown.length).toBeGreaterThan(15);
    expect(shown.filter((line) => !ran.out.includes(line))).toEqual([]);
  });
});

describe('a start', () => {
  it('with SANDBOX=large shows all 400 accounts of the large operator when piped', async () => {
    const { code, out } = await start('/accounts\n/accounts page 2\n', {
      SANDBOX: 'large',
      LOG_LEVEL: 'silent',
    });
    expect(code).toBe(0);
    const [all = '', page = ''] = out.split('sample data').slice(1);
    expect(all.split('\n').length).toBeGreaterThan(400);
    expect(page).toMatch(/[Pp]age 2 of \d+/);
    expect(page.split('\n').length).toBeLessThan(60);
  });

  it('with wrong settings prints every error, starts nothing and exits with 78', async () => {
    const { code, out, err } = await start('/balance\n', {
      TIME_ZONE: 'Mars',
      CACHE_SECONDS: 'x',
      SANDBOX: '7',
    });
    expect([code, out]).toEqual([78, '']);
    expect(err.trim().split('\n')).toHaveLength(3);
  });

  it('with an adapter but no key ring prints how to create one and exits with 78', async () => {
    const { code, err } = await start('/balance\n', { CONSOLE: '1' });
    expect(code).toBe(78);
    expect(err).toContain('key init');
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
