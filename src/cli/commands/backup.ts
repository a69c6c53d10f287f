import { resolve } from 'node:path';
import { buildCommand } from '@stricli/core';
import { keyFileOf } from '../../app/state.ts';
import { done } from '../../host/action.ts';
import { backupRestored, backupWrite } from '../../host/actions/backup.ts';
import { cliCommand } from '../../host/text.ts';
import { systemClock } from '../../observe/clock.ts';
import { loadSettings } from '../../settings.ts';
import { importState } from '../../store/state/backup.ts';
import { readKeyRing } from '../../vault/key-file.ts';
import { createRollbackGuard } from '../../vault/rollback-guard.ts';
import { argument, type NoFlags, positional } from '../parameters.ts';
import { performAction, printResult, resultOf } from '../run-action.ts';

const file = positional(argument('file', 'path of the backup'));

export const backupSubcommand = buildCommand({
  docs: { brief: 'Write the whole state to one file; credentials stay encrypted' },
  parameters: { positional: file },
  func: (_flags: NoFlags, path: string) => performAction(backupWrite, { file: resolve(path) }),
});

/** Restores in this process: the bot must not run, and the data folder must contain no state. */
export const restoreSubcommand = buildCommand({
  docs: { brief: 'Restore a backup into an empty data folder' },
  parameters: { positional: file },
  async func(_flags: NoFlags, path: string) {
    const settings = loadSettings();
    const place = keyFileOf(settings);
    const ring = await readKeyRing(place);
    const { documents, records } = await importState({
      folder: place.dataDir,
      from: resolve(path),
      keys: { stateMac: ring.derive('state-mac'), auditMac: ring.derive('audit-mac') },
      clock: systemClock,
      rollbackGuard: createRollbackGuard(place.file),
    });
    const recorded = await resultOf(backupRestored, {}, settings);
    if (recorded.exitCode !== 0) return printResult(recorded);
    return printResult(
      done(
        `Restored ${documents} documents and ${records} audit records into ${place.dataDir}.`,
        `Grants and bindings are those of the backup. Check them: ${cliCommand} grant list`,
      ),
    );
  },
});
