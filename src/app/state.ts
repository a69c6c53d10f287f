import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../core/log.ts';
import type { Vault } from '../core/secret/vault.ts';
import type { Clock } from '../core/time/clock.ts';
import type { Scrubber } from '../observe/scrub.ts';
import type { BotSettings } from '../settings.ts';
import type { StoreAlarm } from '../store/events.ts';
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

/** What opening state needs of the process. */
export interface Environment {
  readonly clock: Clock;
  readonly log: Log;
  readonly scrubber: Scrubber;
}

/** The store and the keys, open. */
export interface State {
  readonly store: FileStore;
  /** The vault over the key ring as it is now: keys may be added while the bot runs. */
  vault(): Promise<Vault>;
  close(): Promise<void>;
}

/** Opens the state for this process alone. Throws `SetupError`: 78 for keys or state that cannot be trusted, 75 when another process has it. */
export async function openState(
  place: KeyPlace,
  around: Environment,
  onAlarm: (alarm: StoreAlarm) => void = () => {},
): Promise<State> {
  const ring = await readKeyRing(place);
  const store = await openFileStore({
    folder: place.dataDir,
    keys: { stateMac: ring.derive('state-mac'), auditMac: ring.derive('audit-mac') },
    clock: around.clock,
    log: around.log,
    onAlarm,
    rollbackGuard: createRollbackGuard(place.file),
  });
  return { store, vault: async () => createVault(await readKeyRing(place)), close: () => store.close() };
}

/** A throwaway state with a throwaway key ring, gone when it is closed. */
export async function openThrowaway(around: Environment): Promise<State> {
  const folder = await mkdtemp(join(tmpdir(), 'walletwatch-'));
  await chmod(folder, 0o700);
  const place = { file: join(folder, 'key'), dataDir: join(folder, 'data') };
  await initKeyRing(place, 'throwaway');
  const state = await openState(place, around);
  return {
    ...state,
    async close() {
      await state.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
