import { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import type { Reader } from '../core/format.ts';
import type { Provider } from '../core/provider.ts';
import type { ConnectionRecord } from '../core/records.ts';
import type { Registry } from '../core/registry.ts';
import type { Vault } from '../core/vault.ts';
import type { FileStore } from '../store/file.ts';
import type { Tried } from './try.ts';

/** What a host action works on: the store and keys, opened by the running bot or by the CLI itself. */
export interface Host {
  readonly store: FileStore;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly reader: Reader;
  readonly providers: readonly Provider[];
  /** The vault over the key ring as it is now; throws `SetupError` when there is none. */
  vault(): Promise<Vault>;
  /** Calls the provider once with a record's settings and credentials. */
  tryConnection(record: ConnectionRecord): Promise<Tried>;
}

/** What an action tells: lines for stdout when it is done (0), for stderr when it is refused (1). */
export interface Told {
  readonly exitCode: 0 | 1;
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
  run(input: I, host: Host): Promise<Told>;
}

export function defineAction<I>(action: Action<I>): Action {
  return action as unknown as Action;
}

export const done = (...lines: readonly string[]): Told => ({ exitCode: 0, lines });
export const refused = (...lines: readonly string[]): Told => ({ exitCode: 1, lines });

/** Runs an action: input checked, audited before the effect, never throwing for what a person can mend. */
export async function runAction(action: Action, input: unknown, host: Host): Promise<Told> {
  const checked = action.input.safeParse(input);
  if (!checked.success) return refused(...checked.error.issues.map((issue) => issue.message));
  const about = action.about?.(checked.data);
  if (about !== undefined) {
    const who = { principal: 'host:cli', chat: 'host:cli' } as const;
    await host.store.audit.append({
      at: host.clock.now(),
      ...who,
      what: action.name,
      about,
      decision: 'allowed',
    });
  }
  return action.run(checked.data, host);
}

/** Pieces of the inputs, each with a sentence for a person who typed it. */
export const inputs = {
  id: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]{0,31}$/,
      'An id has 1 to 32 lower-case letters, digits and dashes, such as acme.',
    ),
  principal: z
    .templateLiteral([z.string(), ':', z.string()])
    .refine((text) => /^[a-z]+:[A-Za-z0-9:-]{1,80}$/.test(text), principalSentence()),
  chat: z
    .templateLiteral([z.string(), ':', z.string()])
    .refine((text) => /^[a-z]+:[A-Za-z0-9:-]{1,80}$/.test(text), chatSentence()),
};

function principalSentence(): string {
  return 'A principal is written platform:id, as /whoami shows it. User names change hands, so only ids are safe.';
}

function chatSentence(): string {
  return 'A chat is written platform:id, as /whoami shows it in that chat.';
}
