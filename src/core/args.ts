import * as z from 'zod';
import type { Role } from './access.ts';
import { roles } from './access.ts';
import type { Day } from './day.ts';
import { isDay, looksLikeDay, parseDay } from './day.ts';
import { isKnownCurrency } from './money.ts';
import { dateTypes } from './provider.ts';
import { argFaults } from './text/args.ts';

/** A word of a command line. `quoted` words are names, whatever their shape. */
export interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

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
  readonly mend?: string;
}

export type ArgSpec = Readonly<Record<string, Arg>>;
export type ArgsOf<A extends ArgSpec> = { readonly [K in keyof A]: z.output<A[K]['schema']> };

/** A day as it was asked for. `back` days before the connection's own today. */
export type DayArg =
  | { readonly kind: 'day'; readonly day: Day }
  | { readonly kind: 'back'; readonly days: 0 | 1 };

/** `31-12-2023`, `today`, `yesterday`; today when absent. */
export function day(): Arg<DayArg> {
  const words = { today: 0, yesterday: 1 } as const;
  return {
    label: 'date',
    choices: Object.keys(words),
    accepts: ({ text, quoted }) =>
      !quoted && (looksLikeDay(text) || Object.hasOwn(words, text.toLowerCase())),
    refuses: (rest) =>
      /\b(week|month|year|days|hours)\b|\bto\b|\bfrom\b/i.test(rest) ? argFaults.period() : undefined,
    schema: z.optional(z.string()).transform((typed, context): DayArg => {
      if (typed === undefined) return { kind: 'back', days: 0 };
      const word = typed.toLowerCase();
      if (word === 'today' || word === 'yesterday') return { kind: 'back', days: words[word] };
      const parsed = parseDay(typed);
      if (isDay(parsed)) return { kind: 'day', day: parsed };
      return fail(context, argFaults.day(typed, parsed));
    }),
  };
}

/** One of a closed list of words; `fallback` when absent. */
export function choice<const C extends readonly string[], F extends C[number] | undefined>(
  choices: C,
  fallback: F,
): Arg<C[number] | F> {
  return {
    label: choices.join('|'),
    choices,
    accepts: ({ text, quoted }) => !quoted && choices.includes(text.toLowerCase()),
    schema: z
      .optional(z.string())
      .transform((typed) => (typed === undefined ? fallback : typed.toLowerCase())),
  };
}

export const dateType = () => choice(dateTypes, 'action_date');
export const state = () => choice(['active', 'inactive', 'all'] as const, 'all');
export const role = (): Arg<Role | undefined> => choice(roles, undefined);

/** An ISO currency code in any case. */
export function currency(): Arg<string | undefined> {
  return {
    label: 'currency',
    accepts: ({ text, quoted }) => !quoted && /^[a-z]{3}$/i.test(text) && isKnownCurrency(text.toUpperCase()),
    schema: z.optional(z.string()).transform((typed) => typed?.toUpperCase()),
  };
}

/** A number that names something: digits only, kept as text. */
export function digits(label: string): Arg<string | undefined> {
  return {
    label,
    accepts: ({ text, quoted }) => !quoted && /^\d{1,34}$/.test(text),
    schema: z.optional(z.string()),
  };
}

/** `name:<text>` */
export function keyed(key: string, label: string): Arg<string | undefined> {
  const prefix = `${key}:`;
  return {
    label: `${prefix}<${label}>`,
    accepts: ({ text, quoted }) => !quoted && text.toLowerCase().startsWith(prefix),
    schema: z.optional(z.string()).transform((typed, context) => {
      const value = typed?.slice(prefix.length).trim();
      return value === '' ? fail(context, argFaults.emptyKey(key)) : value;
    }),
  };
}

/** Everything left: an operator, connection, account or wallet by id or name. At most 64 characters. */
export function target(label = 'target'): Arg<string | undefined> {
  return {
    label,
    rest: true,
    accepts: () => true,
    schema: z.optional(z.string()).transform((typed, context) => {
      return typed !== undefined && typed.length > longestTarget
        ? fail(context, argFaults.tooLong(label))
        : typed;
    }),
  };
}

const longestTarget = 64;

/** Adds the fault to zod's issues and ends the transform. */
export function fail(context: z.RefinementCtx<unknown>, { sentence, mend }: ArgFault): never {
  const params = mend === undefined ? {} : { mend };
  context.addIssue({ code: 'custom', message: sentence, params, input: undefined });
  return z.NEVER;
}
