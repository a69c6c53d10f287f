import { relative, resolve } from 'node:path';
import * as z from 'zod';
import { defineAction, done, refused } from '../action.ts';

export const backupWrite = defineAction({
  name: 'backup',
  input: z.object({ file: z.string().min(1) }),
  about: () => 'all state',
  async run({ file: path }, { store, keys }) {
    if (!relative(resolve(keys.dataDir), path).startsWith('..'))
      return refused(`${path} is inside DATA_DIR and would be lost with it: choose a file elsewhere.`);
    await store.exportState(path);
    return done(
      `Backup written to ${path}; its credentials are encrypted.`,
      'It does not contain the key file. Store a copy of the key file elsewhere: without it no backup can be read.',
    );
  },
});

/** Records a restore in the restored audit; does nothing else. */
export const backupRestored = defineAction({
  name: 'restore',
  input: z.object({}),
  about: () => 'all state',
  run: async () => done(),
});

export const backupActions = [backupWrite];
