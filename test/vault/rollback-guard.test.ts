import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRollbackGuard } from '../../src/vault/rollback-guard.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walletwatch-guard-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the rollback guard', () => {
  it('returns the recorded generation, and undefined before the first', async () => {
    const keyFile = join(folder, 'master.key');
    expect(await createRollbackGuard(keyFile).readGeneration()).toBeUndefined();
    await createRollbackGuard(keyFile).recordGeneration(7);
    await createRollbackGuard(keyFile).recordGeneration(12);
    expect(await createRollbackGuard(keyFile).readGeneration()).toBe(12);
    expect((await stat(`${keyFile}.generation`)).mode & 0o777).toBe(0o600);
  });

  it.each(['', '12', 'x\n', '-1\n', '1\n2\n'])('rejects a file that contains %j', async (text) => {
    const keyFile = join(folder, 'master.key');
    await writeFile(`${keyFile}.generation`, text);
    await expect(createRollbackGuard(keyFile).readGeneration()).rejects.toMatchObject({ exitCode: 78 });
  });
});
