import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyFileOf, openState } from '../../src/app/state.ts';
import { diagnose } from '../../src/cli/commands/doctor.ts';
import { systemClock } from '../../src/observe/clock.ts';
import { createScrubber } from '../../src/observe/scrub.ts';
import { readSettings } from '../../src/settings.ts';
import { initKeyRing } from '../../src/vault/key-file.ts';
import { quietLog } from '../store/folder.ts';

let folder = '';
let place: { DATA_DIR: string; MASTER_KEY_FILE: string };
const environment = { clock: systemClock, log: quietLog, scrubber: createScrubber() };
const settings = () => readSettings({ ...place, LOG_LEVEL: 'silent' });
const openOwn = () => openState(keyFileOf(place), environment);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walletwatch-doctor-'));
  place = { DATA_DIR: join(folder, 'data'), MASTER_KEY_FILE: join(folder, 'key') };
  await initKeyRing(keyFileOf(place), 'first');
  await (await openOwn()).close();
});
afterEach(() => rm(folder, { recursive: true }));

/** Returns the lines of the page that report a problem. */
async function problems(): Promise<string> {
  const { exitCode, lines } = await diagnose(settings());
  expect(exitCode).toBe(1);
  return lines.filter((line) => !line.includes(': ok')).join('\n');
}

describe('the page of the doctor', () => {
  it('reports no problem for a healthy state, even before its first use', async () => {
    const { exitCode, lines } = await diagnose(settings());
    expect(exitCode).toBe(0);
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'settings',
      'key ring',
      'data folder',
      'bot',
      'state',
      'next',
      'audit',
    ]);
    place = { ...place, DATA_DIR: join(folder, 'other'), MASTER_KEY_FILE: join(folder, 'other.key') };
    await initKeyRing(keyFileOf(place), 'first');
    expect((await diagnose(settings())).lines).toContain(
      `data folder: ${place.DATA_DIR} will be created at first use`,
    );
  });

  it('reports a key ring that is missing, open to other users, weak, corrupt or in the wrong folder', async () => {
    await chmod(place.MASTER_KEY_FILE, 0o640);
    expect(await problems()).toMatch(/^key ring: .* can be read by others. Run “chmod 600 .*”/);
    await chmod(place.MASTER_KEY_FILE, 0o600);
    await writeFile(place.MASTER_KEY_FILE, 'junk');
    expect(await problems()).toMatch(/^key ring: .* is not a key ring. Put the right file back/);
    const weak = Buffer.alloc(32, 7).toString('base64url');
    await writeFile(
      place.MASTER_KEY_FILE,
      JSON.stringify({ v: 1, active: 'a', integrity: weak, keys: { a: weak } }),
    );
    expect(await problems()).toMatch(/^key ring: .* not random/);
    await rm(place.MASTER_KEY_FILE);
    expect(await problems()).toMatch(/^key ring: There is no key ring at .*key init/);
    place = { ...place, MASTER_KEY_FILE: join(place.DATA_DIR, 'key') };
    expect(await problems()).toMatch(/^key ring: .* is inside DATA_DIR/);
  });

  it('reports a folder and files that other users can read, with the command that fixes them', async () => {
    const file = join(place.DATA_DIR, 'state.jsonl');
    await chmod(place.DATA_DIR, 0o755);
    await chmod(file, 0o644);
    expect(await problems()).toBe(
      [
        `data folder: ${place.DATA_DIR} is open to other users (0755). Run: chmod 700 ${place.DATA_DIR}`,
        `data folder: ${file} is open to other users (0644). Run: chmod 600 ${file}`,
      ].join('\n'),
    );
  });

  it('reports a data folder that is a file', async () => {
    place = { ...place, DATA_DIR: join(folder, 'file') };
    await writeFile(place.DATA_DIR, '');
    expect(await problems()).toMatch(/^data folder: .* is not a folder\. Set DATA_DIR/);
  });

  it('reports state that is altered, missing, older than the key ring expects, or in use', async () => {
    const file = join(place.DATA_DIR, 'state.jsonl');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('generation', 'generatiom'));
    expect(await problems()).toMatch(/state: .*state\.jsonl, line 1: this is not what Walletwatch wrote/);
    await writeFile(file, text);
    await writeFile(`${place.MASTER_KEY_FILE}.generation`, '99\n');
    expect(await problems()).toMatch(
      /state: .* contains an old state \(generation \d+; the key ring has recorded 99\)/,
    );
    await writeFile(`${place.MASTER_KEY_FILE}.generation`, 'many\n');
    expect(await problems()).toMatch(/state: .* is not a number/);
    await writeFile(`${place.MASTER_KEY_FILE}.generation`, '1\n');
    const other = await openOwn();
    expect(await problems()).toMatch(/state: .* is in use by process \d+\. Stop it first/);
    await other.close();
    await rm(place.DATA_DIR, { recursive: true });
    await mkdir(place.DATA_DIR, { mode: 0o700 });
    expect(await problems()).toMatch(
      /state: .* is missing, although this is not the first use\..*restore <file>/,
    );
  });
});
