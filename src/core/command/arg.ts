import type * as z from 'zod';
import type { Token } from '../command-line/token.ts';

/**
 * An argument, recognised by its shape at any position. `schema` parses its text, or undefined if it is absent. The first
 * issue of the schema is the sentence for the user, and its `params.suggestion` a valid text.
 */
export interface Arg<T = unknown> {
  /** Its name in the usage line: `date`, `active|inactive|all`. */
  readonly label: string;
  /** Whether a token has the shape of this argument, valid or not. */
  readonly accepts: (token: Token) => boolean;
  readonly schema: z.ZodType<T, string | undefined>;
  /** The valid words, if it is a closed list; they are suggested for similar words. */
  readonly choices?: readonly string[];
  /** Receives all words that no other argument accepts, joined by blanks. At most one per command, declared last. */
  readonly rest?: boolean;
  /** The error for words that no argument accepts but that were meant for this one, such as `last week` for a day. */
  readonly refuses?: (rest: string) => ArgFault | undefined;
}

export interface ArgFault {
  readonly sentence: string;
  /** A valid text to write instead. */
  readonly suggestion?: string;
}

export type ArgSpec = Readonly<Record<string, Arg>>;

export type ArgsOf<A extends ArgSpec> = { readonly [K in keyof A]: z.output<A[K]['schema']> };
