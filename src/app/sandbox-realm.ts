import type { Chat, Principal } from '../core/access/policy.ts';
import { bindings, connections, grants, operatorRecords, subscriptions } from '../core/access/records.ts';
import type { Vault } from '../core/secret/vault.ts';
import type { Store } from '../core/store.ts';
import { withSecrets } from '../engine/readings/credentials.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/index.ts';
import { type Environment, openThrowaway, type State } from './state.ts';

/** Who sits at the machine, and where they read. */
export interface LocalPerson {
  readonly principal: Principal;
  readonly chat: Chat;
}

/**
 * The sandbox as a realm of its own: its servers, and a throwaway store with a throwaway key ring that their
 * connections are put into as an operator's are. Nothing of it is left behind.
 */
export async function openSandboxRealm(
  options: Pick<SandboxOptions, 'size' | 'drain'>,
  around: Environment,
  person: LocalPerson,
): Promise<State> {
  const sandbox = await startSandbox({ ...options, clock: around.clock });
  const state = await openThrowaway(around);
  await seed(sandbox, state.store, await state.vault(), person, options.drain === true);
  return {
    ...state,
    async close() {
      await state.close();
      await sandbox.close();
    },
  };
}

/** Lets the person see the last operator: the large one where it is there; and have its alerts, if told. */
async function seed(
  sandbox: Sandbox,
  store: Store,
  vault: Vault,
  { principal, chat }: LocalPerson,
  alerted: boolean,
): Promise<void> {
  const seen = sandbox.connections.at(-1)?.operator.id;
  await store.transact(async (change) => {
    for (const { operator, id, provider, settings, secrets } of sandbox.connections) {
      const bare = { operator: operator.id, id, provider, settings: { ...settings }, secrets: {} };
      await change.put(operatorRecords, operator.id, operator);
      await change.put(connections, `${operator.id}/${id}`, withSecrets(bare, secrets, vault));
    }
    if (seen === undefined) return;
    await change.put(grants, `${principal}/${seen}`, { principal, operator: seen, role: 'admin' });
    if (!alerted) return;
    const here = { chat: chat.id, operator: seen };
    for (const collection of [bindings, subscriptions])
      await change.put(collection, `${chat.id}/${seen}`, here);
  });
}
