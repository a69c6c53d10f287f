import type { Principal } from '../core/access.ts';
import { connections, grants, operators } from '../core/records.ts';
import type { Store } from '../core/store.ts';
import type { Vault } from '../core/vault.ts';
import { withSecrets } from '../engine/sealing.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/index.ts';
import { openThrowaway, type State, type Surroundings } from './open.ts';

/**
 * The sandbox as a realm of its own: its servers, and a throwaway store with a throwaway key ring that their
 * connections are put into as an operator's are. Nothing of it is left behind.
 */
export async function openSandboxRealm(
  size: SandboxOptions['size'],
  around: Surroundings,
  principal: Principal,
): Promise<State> {
  const sandbox = await startSandbox({ size, clock: around.clock });
  const state = await openThrowaway(around);
  await seed(sandbox, state.store, await state.vault(), principal);
  return {
    ...state,
    async close() {
      await state.close();
      await sandbox.close();
    },
  };
}

/** Lets `principal` see the last operator: the large one where it is there. */
async function seed(sandbox: Sandbox, store: Store, vault: Vault, principal: Principal): Promise<void> {
  const seen = sandbox.connections.at(-1)?.operator.id;
  await store.transact(async (change) => {
    for (const { operator, id, provider, settings, secrets } of sandbox.connections) {
      const bare = { operator: operator.id, id, provider, settings: { ...settings }, secrets: {} };
      await change.put(operators, operator.id, operator);
      await change.put(connections, `${operator.id}/${id}`, withSecrets(bare, secrets, vault));
    }
    if (seen !== undefined)
      await change.put(grants, `${principal}/${seen}`, { principal, operator: seen, role: 'admin' });
  });
}
