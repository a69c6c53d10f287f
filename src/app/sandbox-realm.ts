import type { Chat, Principal } from '../core/access/policy.ts';
import { bindings, connections, grants, operatorRecords, subscriptions } from '../core/access/records.ts';
import type { Vault } from '../core/secret/vault.ts';
import type { Store } from '../core/store.ts';
import { withSecrets } from '../engine/readings/credentials.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/index.ts';
import { type Environment, openTemporaryState, type State } from './state.ts';
import type { StopStack } from './stop-stack.ts';

/** The user of the console and their chat. */
export interface LocalUser {
  readonly principal: Principal;
  readonly chat: Chat;
}

/**
 * Opens the sandbox as a realm of its own: its servers, and a temporary state with the connections to them. Nothing of it
 * remains after the stop.
 */
export async function openSandboxRealm(
  options: Pick<SandboxOptions, 'size' | 'drain'>,
  environment: Environment,
  user: LocalUser,
  stops: StopStack,
): Promise<State> {
  const sandbox = await startSandbox({ ...options, clock: environment.clock });
  stops.add(sandbox.close);
  const state = await openTemporaryState(environment);
  stops.add(state.close);
  await seed(sandbox, state.store, await state.vault(), user, options.drain === true);
  return state;
}

/** Grants the user the last operator, which is the large one if it exists; with `subscribed`, also its alerts. */
async function seed(
  sandbox: Sandbox,
  store: Store,
  vault: Vault,
  { principal, chat }: LocalUser,
  subscribed: boolean,
): Promise<void> {
  const operatorId = sandbox.connections.at(-1)?.operator.id;
  await store.transact(async (change) => {
    for (const { operator, id, provider, settings, secrets } of sandbox.connections) {
      const bare = { operator: operator.id, id, provider, settings: { ...settings }, secrets: {} };
      await change.put(operatorRecords, operator.id, operator);
      await change.put(connections, `${operator.id}/${id}`, withSecrets(bare, secrets, vault));
    }
    if (operatorId === undefined) return;
    await change.put(grants, `${principal}/${operatorId}`, {
      principal,
      operator: operatorId,
      role: 'admin',
    });
    if (!subscribed) return;
    for (const collection of [bindings, subscriptions])
      await change.put(collection, `${chat.id}/${operatorId}`, { chat: chat.id, operator: operatorId });
  });
}
