import type { Allowed, Chat, Need, Principal } from '../access/policy.ts';
import type { Registry } from '../access/registry.ts';
import type { AlertService } from '../alerts/service.ts';
import type { Source } from '../figures/source.ts';
import type { Reader } from '../format/format.ts';
import type { Reply } from '../reply/types.ts';
import type { Store } from '../store.ts';
import type { Clock, Instant, Millis } from '../time/clock.ts';
import type { ArgSpec, ArgsOf } from './arg.ts';

/**
 * A command. `run` returns its reply and cannot send messages. `need` is data: help hides commands that the user may not
 * run, and the engine refuses them.
 */
export interface Command<A extends ArgSpec = ArgSpec> {
  /** Lower case, without the slash. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One sentence for the command menus, at most 100 characters. */
  readonly summary: string;
  /** More sentences for `/help <command>`. */
  readonly details?: readonly string[];
  /** Command lines to send unchanged; a test runs each of them. */
  readonly examples: readonly string[];
  readonly args: A;
  /** Also called with the values of absent arguments, to decide whether to offer the command. */
  need(args: ArgsOf<A>): Need;
  /** The subject for the audit; default: the operators that it reaches. Never a figure or a credential. */
  about?(args: ArgsOf<A>): string;
  run(args: ArgsOf<A>, context: Context): Promise<Reply>;
}

/** Infers the argument types of a command from its `args`. */
export function defineCommand<A extends ArgSpec>(command: Command<A>): Command {
  return command as unknown as Command;
}

/** The inputs and ports of a command run. */
export interface Context {
  readonly principal: Principal;
  /** The name of the user; the principal if the platform has none. */
  readonly name: string;
  readonly chat: Chat;
  readonly access: Allowed;
  readonly reader: Reader;
  /** When the line arrived. */
  readonly now: Instant;
  readonly clock: Clock;
  /** The connections that the access decision reaches, in a stable order; none unless the command needs a role. */
  readonly sources: readonly Source[];
  /** The commands that the user may run in this chat. */
  readonly commands: readonly Command[];
  /** For admin commands; the engine has already checked the access. */
  readonly registry: Registry;
  /** Watched subjects, incidents and their acknowledgements. */
  readonly alerts: AlertService;
  /** The audit, newest first. */
  readonly records: Pick<Store['audit'], 'read'>;
  /** The canonical line, without `page` and `share`, for buttons. */
  readonly line: string;
  /** The deadline for all questions of the command together. */
  readonly deadline: Millis;
  readonly signal: AbortSignal;
  /** Reports the progress of long work. */
  progress(done: number, of: number): void;
}
