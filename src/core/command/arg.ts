import type * as z from 'zod';
import type { Token } from '../command-line/token.ts';

/**
 * One argument, recognised by its shape wherever it stands. `schema` turns its text, or undefined when it was not
 * given, into the value; its first issue is the sentence a person reads, and `params.mend` a text that would be right.
 */
export interface Arg<T = unknown> {
  /** How the usage line shows it: `date`, `active|inactive|all`. */
  readonly label: string;
  /** Whether a token has this shape, right or wrong. */
  readonly accepts: (token: Token) => boolean;
  readonly schema: z.ZodType<T, string | undefined>;
  /** The closed list of words, where there is one: offered when a word comes near. */
  readonly choices?: readonly string[];
  /** Takes every word that no other argument took, joined by blanks. At most one in a command, declared last. */
  readonly rest?: boolean;
  /** What is wrong with leftover words that were meant for this argument, such as `last week` for a day. */
  readonly refuses?: (rest: string) => ArgFault | undefined;
}

export interface ArgFault {
  readonly sentence: string;
  /** What to write instead. */
  readonly suggestion?: string;
}

export type ArgSpec = Readonly<Record<string, Arg>>;

export type ArgsOf<A extends ArgSpec> = { readonly [K in keyof A]: z.output<A[K]['schema']> };
