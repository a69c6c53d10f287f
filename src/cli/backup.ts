import { resolve } from 'node:path';
import { z } from 'zod';
import { systemClock } from '../observe/clock.ts';
import { loadSettings } from '../settings.ts';
import { importState } from '../store/backup.ts';
import { readKeyRing } from '../vault/keyFile.ts';
import { createWitness } from '../vault/witness.ts';
import { defineAction, done } from './action.ts';
import { leaf } from './leaf.ts';
import { keyPlace } from './open.ts';
import { perform } from './perform.ts';
import { tell } from './tell.ts';

const file = { type: 'positional', description: 'path of the backup', required: true } as const;

const write = defineAction({
  name: 'backup',
  input: z.object({ file: z.string().min(1) }),
  about: () => 'all state',
  async run({ file: path }, { store }) {
    await store.exportState(path);
    return done(
      `Backup written to ${path}; credentials in it are encrypted as they rest.`,
      'The key file is not in it. Keep a copy of the key file apart: without it no backup can be read.',
    );
  },
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
    const place = keyPlace(loadSettings());
    const ring = await readKeyRing(place);
    const restored = await importState({
      folder: place.dataDir,
      from: resolve(args.file),
      keys: { stateMac: ring.derive('state-mac'), auditMac: ring.derive('audit-mac') },
      clock: systemClock,
      witness: createWitness(place.file),
    });
    const { documents, records } = restored;
    return tell(done(`Restored ${documents} documents and ${records} audit records into ${place.dataDir}.`));
  },
});
