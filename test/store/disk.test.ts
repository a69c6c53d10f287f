import { mkdir, mkdtemp, open, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SetupError } from '../../src/core/errors/errors.ts';
import { type Disk, systemDisk } from '../../src/store/disk/disk.ts';
import { openFileStore } from '../../src/store/file.ts';
import { createTestFolder } from './folder.ts';
import { systemError } from './lossy-disk.ts';

let place: Awaited<ReturnType<typeof createTestFolder>>;
beforeEach(async () => {
  place = await createTestFolder();
});
afterEach(() => place.remove());

async function refusal(folder: string, disk: Disk = systemDisk): Promise<SetupError> {
  const refused = await openFileStore({ ...place.options, folder, disk }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(SetupError);
  return refused as SetupError;
}

describe('the folder of the state', () => {
  it('is created with its parents, for this user only', async () => {
    const folder = join(place.parent, 'a', 'b', 'c');
    await (await openFileStore({ ...place.options, folder })).close();
    for (const each of [folder, join(place.parent, 'a', 'b'), join(place.parent, 'a')]) {
      expect((await stat(each)).mode & 0o777).toBe(0o700);
    }
  });

  it('that cannot be created is rejected with exit code 78 and its name, and nothing is left behind', async () => {
    const [file, link] = [join(place.parent, 'file'), join(place.parent, 'link')];
    await writeFile(file, '');
    await symlink(join(place.parent, 'nowhere', 'at', 'all'), link);
    const before = await readdir(place.parent);
    for (const folder of ['/proc/x', '/proc/x/y', file, join(file, 'x'), link, join(link, 'x')]) {
      const { exitCode, faults } = await refusal(folder);
      expect(exitCode).toBe(78);
      expect(faults).toEqual([expect.stringContaining(`${folder} cannot be used (`)]);
      expect(faults[0]).toMatch(/\)\. Set DATA_DIR to a folder this user may write\.$/);
    }
    expect(await readdir(place.parent)).toEqual(before);
  });

  it.each(['EACCES', 'EROFS', 'ENOSPC'])(
    'that cannot contain files (%s) is rejected in the same way',
    async (code) => {
      await mkdir(place.folder, { mode: 0o700 });
      const create = async () => {
        throw systemError(code);
      };
      const { exitCode, faults } = await refusal(place.folder, { ...systemDisk, create });
      expect(exitCode).toBe(78);
      expect(faults).toEqual([expect.stringContaining(`${place.folder} cannot be used (${code}).`)]);
    },
  );
});

describe('append of the system disk', () => {
  it('leaves the same file as a write and a sync', async () => {
    const folder = await mkdtemp(join(place.parent, 'append-'));
    let files = 0;
    const appends = fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(appends, async (chunks) => {
        files += 1;
        const fast = await systemDisk.create(join(folder, `fast-${files}`));
        const plain = await open(join(folder, `plain-${files}`), 'wx', 0o600);
        let length = 0;
        for (const chunk of chunks) {
          await fast.append(chunk, length);
          await plain.write(chunk, 0, chunk.length, length);
          await plain.datasync();
          length += chunk.length;
        }
        await Promise.all([fast.close(), plain.close()]);
        const [appended, written] = await Promise.all([
          readFile(join(folder, `fast-${files}`)),
          readFile(join(folder, `plain-${files}`)),
        ]);
        expect(appended).toEqual(written);
      }),
      { numRuns: 40 },
    );
  });
});
