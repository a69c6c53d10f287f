import { resolve } from 'node:path';
import { keyFileOf } from '../../app/state.ts';
import { done } from '../../host/action.ts';
import { backupRestored, backupWrite } from '../../host/actions/backup.ts';
import { systemClock } from '../../observe/clock.ts';
import { loadSettings } from '../../settings.ts';
import { importState } from '../../store/state/backup.ts';
import { readKeyRing } from '../../vault/key-file.ts';
import { createRollbackGuard } from '../../vault/rollback-guard.ts';
import { printResult } from '../print.ts';
import { resultOf, runRemoteOrLocal } from '../run-action.ts';
import { subcommand } from '../subcommand.ts';

export const file = { type: 'positional', description: 'path of the backup', required: true } as const;

export const backupSubcommand = subcommand({
  meta: { name: 'backup', description: 'Write the whole state into one file, encrypted as it rests' },
  args: { file },
  run: ({ args }) => runRemoteOrLocal(backupWrite, { file: resolve(args.file) }),
});

/** Restores by itself: the bot must not run, and the state's folder must hold no state. */
export const restoreSubcommand = subcommand({
  meta: { name: 'restore', description: 'Put a backup into an empty data folder' },
  args: { file },
  async run({ args }) {
    const settings = loadSettings();
    const place = keyFileOf(settings);
    const ring = await readKeyRing(place);
    const { documents, records } = await importState({
      folder: place.dataDir,
      from: resolve(args.file),
      keys: { stateMac: ring.derive('state-mac'), auditMac: ring.derive('audit-mac') },
      clock: systemClock,
      rollbackGuard: createRollbackGuard(place.file),
    });
    const recorded = await resultOf(backupRestored, {}, settings);
    if (recorded.exitCode !== 0) return printResult(recorded);
    return printResult(
      done(
        `Restored ${documents} documents and ${records} audit records into ${place.dataDir}.`,
        'Grants and bindings are as they were at the backup. Look at them: npm run -s walletwatch -- grant list',
      ),
    );
  },
});
