import * as z from 'zod';
import { isIdentity, isUserName } from '../core/access/identity.ts';
import type { ChatId, Principal } from '../core/access/policy.ts';
import type { ConnectionRecord } from '../core/access/records.ts';
import { idSchema } from '../core/access/records.ts';
import type { Registry } from '../core/access/registry.ts';
import { ProviderError, SetupError } from '../core/errors/errors.ts';
import type { Reader } from '../core/format/format.ts';
import type { Provider } from '../core/provider/provider.ts';
import type { Vault } from '../core/secret/vault.ts';
import type { AuditEntry, StoreFault } from '../core/store.ts';
import { StoreError } from '../core/store.ts';
import type { Clock } from '../core/time/clock.ts';
import type { FileStore } from '../store/file.ts';
import type { KeyPlace } from '../vault/key-file.ts';
import type { CheckResult } from './check-connection.ts';

/** What a host action works on: the store and keys, opened by the running bot or by the CLI itself. */
export interface Host {
  readonly store: FileStore;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly reader: Reader;
  readonly providers: readonly Provider[];
  readonly keys: KeyPlace;
  /** The vault over the key ring as it is now; throws `SetupError` when there is none. */
  vault(): Promise<Vault>;
  /** One after the other: what seals with a key of the ring, and what changes the ring. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Calls the provider once with a record's settings and credentials. */
  checkConnection(record: ConnectionRecord): Promise<CheckResult>;
}

/** Exit codes of the process. 1: the thing asked for failed; 2: it was written wrong; 75, 78: as a start fails. */
export const exitCodes = [0, 1, 2, 75, 78] as const;

/** What an action tells: lines for stdout when it is done, for stderr when it is not. */
export interface ActionResult {
  readonly exitCode: (typeof exitCodes)[number];
  readonly lines: readonly string[];
}

/**
 * Something the host CLI can ask for. Its input is plain JSON, so the same action runs in the CLI's own process or,
 * through the control socket, in the running bot.
 */
export interface Action<I = unknown> {
  readonly name: string;
  readonly input: z.ZodType<I>;
  /** What goes to the audit before it runs; undefined for what only reads. */
  about?(input: I): string;
  run(input: I, host: Host): Promise<ActionResult>;
}

export function defineAction<I>(action: Action<I>): Action {
  return action as unknown as Action;
}

export const done = (...lines: readonly string[]): ActionResult => ({ exitCode: 0, lines });
export const refused = (...lines: readonly string[]): ActionResult => ({ exitCode: 1, lines });
export const misused = (...lines: readonly string[]): ActionResult => ({ exitCode: 2, lines });

/** The host of the CLI, as the audit names it. */
export const hostPrincipal = 'host:cli';

/** Runs an action: input checked, audited before the effect, never throwing for what a person can mend. */
export async function runAction(action: Action, input: unknown, host: Host): Promise<ActionResult> {
  const checked = action.input.safeParse(input);
  if (!checked.success) return misused(...checked.error.issues.map((issue) => issue.message));
  const about = action.about?.(checked.data);
  if (about === undefined) return await orSaid(() => action.run(checked.data, host));
  const record = (outcome?: string) => {
    const who = { principal: hostPrincipal, chat: hostPrincipal, decision: 'allowed' } as const;
    const entry: AuditEntry = { at: host.clock.now(), ...who, what: action.name, about };
    return host.store.audit.append(outcome === undefined ? entry : { ...entry, outcome });
  };
  return orSaid(async () => {
    await record();
    const told = await orSaid(() => action.run(checked.data, host));
    if (told.exitCode !== 0) await record('not done');
    return told;
  });
}

/** What it tells, or the sentence of what kept it from being done. */
async function orSaid(work: () => Promise<ActionResult>): Promise<ActionResult> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof SetupError) {
      const exitCode = exitCodes.find((code) => code === thrown.exitCode) ?? 1;
      return { exitCode, lines: thrown.faults };
    }
    if (thrown instanceof StoreError) return refused(storeSentences[thrown.fault]);
    if (thrown instanceof ProviderError && thrown.reason === 'locked') return refused(lockedSentence);
    throw thrown;
  }
}

const lockedSentence =
  'The credentials do not open: altered, moved, or wrapped with a key that is not in the ring. Put that key back, or give them again: npm run -s walletwatch -- connection rotate <operator> <name>';

const storeSentences: Readonly<Record<StoreFault, string>> = {
  refused: 'The state does not take this, and nothing was changed. Run it again, and report it if it stays.',
  'not-written':
    'The disk did not take the change, and nothing was changed. Make room on it, then try again.',
  'read-only': 'The disk takes no changes, and nothing was changed. Make room on it, then try again.',
  altered: 'What is kept is not what was written. Run: npm run -s walletwatch -- audit verify',
  closed: 'The bot is stopping, and nothing was changed. Try again.',
};

const idFault = 'An id has 1 to 32 lower-case letters, digits and dashes, such as acme.';
const principalFault =
  'Name a person by platform:id, as /whoami shows it to them: user names change hands, so only ids are safe.';
const chatFault = 'Name a chat by platform:id, as /whoami shows it in that chat.';

/** Pieces of the inputs, each with a sentence for a person who typed it. */
export const actionFields = {
  id: z.string(idFault).refine((typed) => idSchema.safeParse(typed).success, idFault),
  principal: z.custom<Principal>(
    (typed) => typeof typed === 'string' && isIdentity(typed) && !isUserName(typed),
    principalFault,
  ),
  chat: z.custom<ChatId>((typed) => typeof typed === 'string' && isIdentity(typed), chatFault),
};
