import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, Millis } from '../core/clock.ts';
import { SetupError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { HttpPort } from '../core/provider.ts';
import type { Vault } from '../core/vault.ts';
import type { DirectoryPorts } from '../engine/directory.ts';
import { createHttpClient } from '../http/client.ts';
import { json } from '../http/json.ts';
import { xml } from '../http/xml.ts';
import type { Scrubber } from '../observe/scrub.ts';
import { providers } from '../providers/index.ts';
import type { Settings } from '../settings.ts';
import type { StoreAlarm } from '../store/events.ts';
import { type FileStore, openFileStore } from '../store/file.ts';
import { createVault } from '../vault/envelope.ts';
import { initKeyRing, type KeyPlace, readKeyRing } from '../vault/keyFile.ts';
import { createWitness } from '../vault/witness.ts';

export function keyPlace({
  MASTER_KEY_FILE,
  DATA_DIR,
}: Pick<Settings, 'MASTER_KEY_FILE' | 'DATA_DIR'>): KeyPlace {
  return { file: MASTER_KEY_FILE, dataDir: DATA_DIR };
}

/** What opening state needs of the process. */
export interface Surroundings {
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
  around: Surroundings,
  onAlarm: (alarm: StoreAlarm) => void = () => {},
): Promise<State> {
  const ring = await readKeyRing(place);
  const store = await openFileStore({
    folder: place.dataDir,
    keys: { stateMac: ring.derive('state-mac'), auditMac: ring.derive('audit-mac') },
    clock: around.clock,
    log: around.log,
    onAlarm,
    witness: createWitness(place.file),
  });
  return { store, vault: async () => createVault(await readKeyRing(place)), close: () => store.close() };
}

/** A throwaway state with a throwaway key ring, gone when it is closed. */
export async function openThrowaway(around: Surroundings): Promise<State> {
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

/** How a connection's record becomes an open connection, with a way out of its own. */
export function createOpener(
  { clock, scrubber }: Surroundings,
  deadline: Millis,
  watch: (http: HttpPort) => HttpPort = (http) => http,
): DirectoryPorts['open'] {
  return (record, given) => {
    const provider = providers.find(({ id }) => id === record.provider);
    if (provider === undefined) throw new SetupError([`There is no provider ${record.provider}.`]);
    for (const secret of Object.values(given)) scrubber.register(secret);
    const settings = provider.settings.parse(record.settings);
    const secrets = provider.secrets.parse(given);
    const http = createHttpClient({ clock, deadline });
    const connection = provider.open(settings, secrets, { http: watch(http), json, xml, clock });
    return { connection, rest: http.rest, close: http.close };
  };
}
