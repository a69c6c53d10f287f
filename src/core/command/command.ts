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
 * A command is a value and a function. `run` returns its reply and cannot send, so it cannot half-send.
 * `need` is data: help hides what you may not run, and the engine refuses it.
 */
export interface Command<A extends ArgSpec = ArgSpec> {
  /** Lower case, without the slash. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One sentence for the command menus, at most 100 characters. */
  readonly summary: string;
  /** More for `/help <command>`: what it means and what it leaves out. */
  readonly details?: readonly string[];
  /** Lines that can be sent as they are; a test runs each of them. */
  readonly examples: readonly string[];
  readonly args: A;
  /** Also asked with what absent arguments give, to know whether to offer the command. */
  need(args: ArgsOf<A>): Need;
  /** What goes on record before it runs; the operators that it reaches when absent. Never a figure or a credential. */
  about?(args: ArgsOf<A>): string;
  run(args: ArgsOf<A>, context: Context): Promise<Reply>;
}

/** Infers the argument types of a command from its `args`. */
export function defineCommand<A extends ArgSpec>(command: Command<A>): Command {
  return command as unknown as Command;
}

/** What a command may see and use. */
export interface Context {
  readonly principal: Principal;
  /** What the asker is called; the principal where the platform does not say. */
  readonly name: string;
  readonly chat: Chat;
  readonly access: Allowed;
  readonly reader: Reader;
  /** When the line arrived. */
  readonly now: Instant;
  readonly clock: Clock;
  /** The connections that the decision reaches, in a steady order; none unless the command needs a role. */
  readonly sources: readonly Source[];
  /** The commands that the asker may run here. */
  readonly commands: readonly Command[];
  /** For the commands of admins; the engine has seen to it that nobody else comes here. */
  readonly registry: Registry;
  /** What is watched, open and held. */
  readonly alerts: AlertService;
  /** What was audited, newest first. */
  readonly records: Pick<Store['audit'], 'read'>;
  /** The line as understood, without `page` and `share`: what a button repeats. */
  readonly line: string;
  /** How long all questions of one command may take together. */
  readonly deadline: Millis;
  readonly signal: AbortSignal;
  /** Says how far long work is. */
  progress(done: number, of: number): void;
}
