import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../core/log.ts';
import type { Vault } from '../core/secret/vault.ts';
import type { Clock } from '../core/time/clock.ts';
import type { Scrubber } from '../observe/scrub.ts';
import type { BotSettings } from '../settings.ts';
import { type FileStore, openFileStore } from '../store/file.ts';
import { createVault } from '../vault/envelope.ts';
import { initKeyRing, type KeyPlace, readKeyRing } from '../vault/key-file.ts';
import { createRollbackGuard } from '../vault/rollback-guard.ts';

export function keyFileOf({
  MASTER_KEY_FILE,
  DATA_DIR,
}: Pick<BotSettings, 'MASTER_KEY_FILE' | 'DATA_DIR'>): KeyPlace {
  return { file: MASTER_KEY_FILE, dataDir: DATA_DIR };
}

/** The clock, log and scrubber of the process. */
export interface Environment {
  readonly clock: Clock;
  readonly log: Log;
  readonly scrubber: Scrubber;
}

/** The open store and its keys. */
export interface State {
  readonly store: FileStore;
  /** Returns the vault over the current key ring: keys can be added while the bot runs. */
  vault(): Promise<Vault>;
  close(): Promise<void>;
}

/** Opens the state exclusively. Throws `SetupError`: 78 for keys or state that cannot be trusted, 75 if another process has opened it. */
export async function openState(place: KeyPlace, environment: Environment): Promise<State> {
  const ring = await readKeyRing(place);
  const store = await openFileStore({
    folder: place.dataDir,
    keys: { stateMac: ring.derive('state-mac'), auditMac: ring.derive('audit-mac') },
    clock: environment.clock,
    log: environment.log,
    onAlarm: () => {},
    rollbackGuard: createRollbackGuard(place.file),
  });
  return { store, vault: async () => createVault(await readKeyRing(place)), close: () => store.close() };
}

/** Opens a temporary state with a temporary key ring; `close` deletes both. */
export async function openTemporaryState(environment: Environment): Promise<State> {
  const folder = await mkdtemp(join(tmpdir(), 'walletwatch-'));
  await chmod(folder, 0o700);
  const place = { file: join(folder, 'key'), dataDir: join(folder, 'data') };
  await initKeyRing(place, 'temporary');
  const state = await openState(place, environment);
  return {
    ...state,
    async close() {
      await state.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
