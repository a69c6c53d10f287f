import { relative, resolve } from 'node:path';
import * as z from 'zod';
import { systemClock } from '../observe/clock.ts';
import { loadSettings } from '../settings.ts';
import { importState } from '../store/backup.ts';
import { readKeyRing } from '../vault/keyFile.ts';
import { createWitness } from '../vault/witness.ts';
import { defineAction, done, refused } from './action.ts';
import { leaf } from './leaf.ts';
import { keyPlace } from './open.ts';
import { perform, told } from './perform.ts';
import { tell } from './tell.ts';

const file = { type: 'positional', description: 'path of the backup', required: true } as const;

const write = defineAction({
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
const restored = defineAction({
  name: 'restore',
  input: z.object({}),
  about: () => 'all state',
  run: async () => done(),
});

export const backupActions = [write];

export const backup = leaf({
  meta: { name: 'backup', description: 'Write the whole state into one file, encrypted as it rests' },
  args: { file },
  run: ({ args }) => perform(write, { file: resolve(args.file) }),
});

/** Restores by itself: the bot must not run, and the state's folder must hold no state. */
export const restore = leaf({
  meta: { name: 'restore', description: 'Put a backup into an empty data folder' },
  args: { file },
  async run({ args }) {
    const settings = loadSettings();
    const place = keyPlace(settings);
    const ring = await readKeyRing(place);
    const { documents, records } = await importState({
      folder: place.dataDir,
      from: resolve(args.file),
      keys: { stateMac: ring.derive('state-mac'), auditMac: ring.derive('audit-mac') },
      clock: systemClock,
      witness: createWitness(place.file),
    });
    const recorded = await told(restored, {}, settings);
    if (recorded.exitCode !== 0) return tell(recorded);
    return tell(
      done(
        `Restored ${documents} documents and ${records} audit records into ${place.dataDir}.`,
        'Grants and bindings are as they were at the backup. Look at them: npm run -s walletwatch -- grant list',
      ),
    );
  },
});
