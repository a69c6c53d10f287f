import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openState } from '../../src/app/state.ts';
import * as records from '../../src/core/access/records.ts';
import type { Collection, Store } from '../../src/core/store.ts';
import type { Clock } from '../../src/core/time/clock.ts';
import { type ActionResult, runAction } from '../../src/host/action.ts';
import { hostActions } from '../../src/host/actions/index.ts';
import { createHost } from '../../src/host/host.ts';
import { systemClock } from '../../src/observe/clock.ts';
import { createScrubber } from '../../src/observe/scrub.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { readSettings } from '../../src/settings.ts';
import { initKeyRing } from '../../src/vault/key-file.ts';
import { quietLog } from '../store/folder.ts';

/** Opens a host over a file store and a key ring in a temporary folder, with a sandbox to connect to. */
export async function openTestHost() {
  const folder = await mkdtemp(join(tmpdir(), 'walletwatch-host-'));
  const settings = readSettings({ DATA_DIR: join(folder, 'data'), MASTER_KEY_FILE: join(folder, 'key') });
  const place = { file: settings.MASTER_KEY_FILE, dataDir: settings.DATA_DIR };
  await initKeyRing(place, 'first');
  let skew = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + skew };
  const environment = { clock, log: quietLog, scrubber: createScrubber() };
  const state = await openState(place, environment);
  const sandbox: Sandbox = await startSandbox({ size: 'sample', clock: systemClock });
  const host = createHost(state, settings, environment);

  const run = (name: string, input: unknown = {}): Promise<ActionResult> => {
    const action = hostActions.find((each) => each.name === name);
    if (action === undefined) throw new Error(name);
    return runAction(action, input, host);
  };
  /** Returns the input of `connection add` for a provider of the sandbox. */
  const connectionTo = (provider: string, more: object = {}) => {
    const wanted = sandbox.connections.find((connection) => connection.provider === provider);
    const { settings: values, secrets } = wanted ?? { settings: {}, secrets: {} };
    return { operator: 'acme', provider, settings: { ...values }, secrets: { ...secrets }, ...more };
  };
  return {
    folder,
    settings,
    place,
    /** Shifts the clock of this machine, not those of the providers. */
    setClockWrong: (millis: number) => {
      skew = millis;
    },
    environment,
    state,
    sandbox,
    host,
    run,
    connectionTo,
    async close() {
      await state.close();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type TestHost = Awaited<ReturnType<typeof openTestHost>>;

/** Returns every document of the access collections, to check that a refusal changed none. */
export function everything(store: Store): Promise<unknown> {
  const { operatorRecords: operators, connections, grants, bindings, subscriptions, invites } = records;
  const collections = [operators, connections, grants, bindings, subscriptions, invites];
  return store.read(async (view) => {
    const lists = [];
    for (const collection of collections as readonly Collection[])
      lists.push([collection.name, await view.list(collection)]);
    return lists;
  });
}
