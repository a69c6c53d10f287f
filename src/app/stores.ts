import { unconfigured } from '../../adapters/index.ts';
import type { ChatId } from '../core/access/policy.ts';
import { connections } from '../core/access/records.ts';
import type { BotSettings } from '../settings.ts';
import { keyFileExists } from '../vault/key-file.ts';
import type { Realm } from './realms.ts';
import { type Environment, keyFileOf, openState, type State } from './state.ts';
import type { StopStack } from './stop-stack.ts';

/** The state of the operators, the sandbox, or both. */
export interface Stores {
  /** The realm that new records are written to. */
  readonly main: Realm;
  readonly realms: readonly Realm[];
  /** The state of the operators; undefined if the sandbox runs alone. */
  readonly state: State | undefined;
  /** Whether the replies in a chat are made from sandbox data. */
  isSample(chat: ChatId): boolean;
}

/** Opens the state of the operators and the sandbox, as the settings ask for them. */
export async function openStores(
  settings: BotSettings,
  environment: Environment,
  stops: StopStack,
): Promise<Stores> {
  const state = await openOperatorState(settings, environment);
  if (state !== undefined) stops.add(state.close);
  if (state !== undefined && settings.SANDBOX === undefined) {
    return { main: state, realms: [state], state, isSample: () => false };
  }
  const sandbox = await openSandbox(settings, environment, stops);
  if (state === undefined) return { main: sandbox, realms: [sandbox], state, isSample: () => true };
  const isSample = (chat: ChatId) => chat === unconfigured.chat.id;
  return { main: state, realms: [state, sandbox], state, isSample };
}

async function openSandbox(
  settings: BotSettings,
  environment: Environment,
  stops: StopStack,
): Promise<State> {
  // Loaded on demand: a bot with real connections does not need it.
  const { openSandboxRealm } = await import('./sandbox-realm.ts');
  const size = settings.SANDBOX === 'large' ? 'large' : 'sample';
  const drain = settings.SANDBOX_DRAIN !== undefined;
  return openSandboxRealm({ size, drain }, environment, unconfigured, stops);
}

/**
 * Opens the state of the operators. If no adapter is configured, it is opened only if it contains connections and the
 * settings do not ask for the sandbox; otherwise undefined, and the sandbox runs alone.
 */
async function openOperatorState(
  settings: BotSettings,
  environment: Environment,
): Promise<State | undefined> {
  const place = keyFileOf(settings);
  if (settings.hasAdapter) return openState(place, environment);
  const asksForSandbox = settings.SANDBOX !== undefined || settings.SANDBOX_DRAIN !== undefined;
  if (asksForSandbox || !(await keyFileExists(place))) return undefined;
  const state = await openState(place, environment);
  if ((await state.store.read((view) => view.list(connections))).length > 0) return state;
  await state.close();
  return undefined;
}
