import * as z from 'zod';
import type { Role } from '../access/policy.ts';
import { roles } from '../access/policy.ts';
import { isKnownCurrency } from '../money/money.ts';
import { dateTypes } from '../provider/provider.ts';
import type { Day } from '../time/day.ts';
import { isDay, looksLikeDay, parseDay } from '../time/day.ts';
import type { Arg, ArgFault } from './arg.ts';
import { argFaults } from './text.ts';

/** A day, or a number of days before today in the connection's time zone. */
export type DayArg =
  | { readonly kind: 'day'; readonly day: Day }
  | { readonly kind: 'back'; readonly days: 0 | 1 };

/** `31-12-2023`, `today` or `yesterday`; default today. */
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

/** One of a closed list of words; `fallback` if absent. */
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
export const roleArg = (): Arg<Role | undefined> => choice(roles, undefined);

/** An ISO currency code in any case. */
export function currency(): Arg<string | undefined> {
  return {
    label: 'currency',
    accepts: ({ text, quoted }) => !quoted && /^[a-z]{3}$/i.test(text) && isKnownCurrency(text.toUpperCase()),
    schema: z.optional(z.string()).transform((typed) => typed?.toUpperCase()),
  };
}

/** A numeric id, preserved as text. */
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

/** The remaining words: an operator, connection, account or wallet by id or name. At most 64 characters. */
export function target(label = 'target'): Arg<string | undefined> {
  return {
    label,
    rest: true,
    accepts: () => true,
    schema: z.optional(z.string()).transform((typed, context) => {
      return typed !== undefined && typed.length > maxTargetLength
        ? fail(context, argFaults.tooLong(label))
        : typed;
    }),
  };
}

const maxTargetLength = 64;

/** Adds the fault to the issues of a zod transform and ends it. */
export function fail(context: z.RefinementCtx<unknown>, { sentence, suggestion }: ArgFault): never {
  const params = suggestion === undefined ? {} : { suggestion };
  context.addIssue({ code: 'custom', message: sentence, params, input: undefined });
  return z.NEVER;
}
