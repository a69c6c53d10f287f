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
import { cliCommand } from './text.ts';

/** The store, keys and ports of a host action, opened by the running bot or by the CLI. */
export interface Host {
  readonly store: FileStore;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly reader: Reader;
  readonly providers: readonly Provider[];
  readonly keys: KeyPlace;
  /** Returns the vault over the current key ring; throws `SetupError` if there is no key ring. */
  vault(): Promise<Vault>;
  /** Runs `work` after the previous one: sealing with a key must not overlap with a change of the key ring. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** Calls the provider with the settings and credentials of a record. */
  checkConnection(record: ConnectionRecord): Promise<CheckResult>;
}

/** Exit codes: 0 done, 1 the action failed, 2 wrong usage, 75 another process uses the data, 78 wrong configuration. */
export const exitCodes = [0, 1, 2, 75, 78] as const;

/** The result of an action: lines for stdout if it is done, for stderr otherwise. */
export interface ActionResult {
  readonly exitCode: (typeof exitCodes)[number];
  readonly lines: readonly string[];
}

/**
 * An administrative operation of the host CLI. Its input is plain JSON, so it runs in the process of the CLI or, through
 * the control socket, in the running bot.
 */
export interface Action<I = unknown> {
  readonly name: string;
  readonly input: z.ZodType<I>;
  /** Describes the change for the audit, which is written before `run`; absent if the action only reads. */
  about?(input: I): string;
  run(input: I, host: Host): Promise<ActionResult>;
}

export function defineAction<I>(action: Action<I>): Action {
  return action as unknown as Action;
}

export const done = (...lines: readonly string[]): ActionResult => ({ exitCode: 0, lines });
export const refused = (...lines: readonly string[]): ActionResult => ({ exitCode: 1, lines });
export const misused = (...lines: readonly string[]): ActionResult => ({ exitCode: 2, lines });

export const unknownOperator = (operator: string): ActionResult =>
  refused(`There is no operator ${operator}: see ${cliCommand} operator list`);

/** The principal and chat of host actions in the audit. */
export const hostPrincipal = 'host:cli';

/** Validates the input, writes the audit, then runs the action. Failures that the user can fix are returned, not thrown. */
export async function runAction(action: Action, input: unknown, host: Host): Promise<ActionResult> {
  const checked = action.input.safeParse(input);
  if (!checked.success) return misused(...checked.error.issues.map((issue) => issue.message));
  const about = action.about?.(checked.data);
  if (about === undefined) return orFailure(() => action.run(checked.data, host));
  const record = (outcome?: string) => {
    const entry: AuditEntry = {
      at: host.clock.now(),
      principal: hostPrincipal,
      chat: hostPrincipal,
      decision: 'allowed',
      what: action.name,
      about,
    };
    return host.store.audit.append(outcome === undefined ? entry : { ...entry, outcome });
  };
  return orFailure(async () => {
    await record();
    const result = await orFailure(() => action.run(checked.data, host));
    if (result.exitCode !== 0) await record('not done');
    return result;
  });
}

/** Returns the result of `work`, or the failure that it threw, as a sentence for the user. */
async function orFailure(work: () => Promise<ActionResult>): Promise<ActionResult> {
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

const lockedSentence = `The credentials cannot be decrypted: they were altered or moved, or their key is not in the key ring. Put the key back, or enter them again: ${cliCommand} connection rotate <operator> <name>`;

const storeSentences: Readonly<Record<StoreFault, string>> = {
  refused:
    'The change does not fit the stored state; nothing was changed. Try again, and report it if it fails again.',
  'not-written':
    'The change could not be written to the disk; nothing was changed. Free some space, then try again.',
  'read-only': 'The disk is full or read-only; nothing was changed. Free some space, then try again.',
  altered: `The stored state was altered outside Walletwatch. Run: ${cliCommand} audit verify`,
  closed: 'The bot is stopping; nothing was changed. Try again.',
};

const idFault = 'An id has 1 to 32 lower-case letters, digits and dashes, such as acme.';
const principalFault =
  'A user is named by platform:id, as /whoami shows it: user names can change owners, so only ids are safe.';
const chatFault = 'A chat is named by platform:id, as /whoami shows it in that chat.';

/** Schemas of input fields; each message is for the user who typed the value. */
export const actionFields = {
  id: z.string(idFault).refine((typed) => idSchema.safeParse(typed).success, idFault),
  principal: z.custom<Principal>(
    (typed) => typeof typed === 'string' && isIdentity(typed) && !isUserName(typed),
    principalFault,
  ),
  chat: z.custom<ChatId>((typed) => typeof typed === 'string' && isIdentity(typed), chatFault),
};
