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

/** A host over a file store and a key ring in a folder of its own, with a sandbox to connect to. */
export async function openTestHost() {
  const folder = await mkdtemp(join(tmpdir(), 'walletwatch-host-'));
  const settings = readSettings({ DATA_DIR: join(folder, 'data'), MASTER_KEY_FILE: join(folder, 'key') });
  const place = { file: settings.MASTER_KEY_FILE, dataDir: settings.DATA_DIR };
  await initKeyRing(place, 'first');
  let wrongBy = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + wrongBy };
  const around = { clock, log: quietLog, scrubber: createScrubber() };
  const state = await openState(place, around);
  const sandbox: Sandbox = await startSandbox({ size: 'sample', clock: systemClock });
  const host = createHost(state, settings, around);

  const run = (name: string, input: unknown = {}): Promise<ActionResult> => {
    const action = hostActions.find((each) => each.name === name);
    if (action === undefined) throw new Error(name);
    return runAction(action, input, host);
  };
  /** The input of `connection add` for a provider of the sandbox. */
  const connectionTo = (provider: string, more: object = {}) => {
    const wanted = sandbox.connections.find((connection) => connection.provider === provider);
    const { settings: given, secrets } = wanted ?? { settings: {}, secrets: {} };
    return { operator: 'acme', provider, settings: { ...given }, secrets: { ...secrets }, ...more };
  };
  return {
    folder,
    settings,
    place,
    /** Lets this machine's clock, and not the providers', be wrong. */
    setClockWrong: (millis: number) => {
      wrongBy = millis;
    },
    around,
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

/** Every document that there is: what must not change when something is refused. */
export function everything(store: Store): Promise<unknown> {
  const { operatorRecords: operators, connections, grants, bindings, subscriptions, invites } = records;
  const kept: readonly Collection[] = [
    operators,
    connections,
    grants,
    bindings,
    subscriptions,
    invites,
  ] as readonly Collection[];
  return store.read(async (view) => {
    const lists = [];
    for (const collection of kept) lists.push([collection.name, await view.list(collection)]);
    return lists;
  });
}
