import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  it('is made with those above it, for this user alone', async () => {
    const folder = join(place.parent, 'a', 'b', 'c');
    await (await openFileStore({ ...place.options, folder })).close();
    for (const each of [folder, join(place.parent, 'a', 'b'), join(place.parent, 'a')]) {
      expect((await stat(each)).mode & 0o777).toBe(0o700);
    }
  });

  it('that cannot be made is refused with 78 and a line that names it, and nothing is left behind', async () => {
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
    'that takes no file (%s) is refused in the same way',
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
