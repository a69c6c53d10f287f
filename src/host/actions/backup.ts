import { relative, resolve } from 'node:path';
import * as z from 'zod';
import { defineAction, done, refused } from '../action.ts';

export const backupWrite = defineAction({
  name: 'backup',
  input: z.object({ file: z.string().min(1) }),
  about: () => 'all state',
  async run({ file: path }, { store, keys }) {
    if (!relative(resolve(keys.dataDir), path).startsWith('..'))
      return refused(`${path} is inside DATA_DIR, and would be lost with it. Name a file elsewhere.`);
    await store.exportState(path);
    return done(
      `Backup written to ${path}; credentials in it are encrypted as they rest.`,
      'The key file is not in it. Keep a copy of the key file apart: without it no backup can be read.',
    );
  },
});

/** What a restore leaves on record, in the audit that it brought back. */
export const backupRestored = defineAction({
  name: 'restore',
  input: z.object({}),
  about: () => 'all state',
  run: async () => done(),
});

export const backupActions = [backupWrite];
