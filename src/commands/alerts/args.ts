import * as z from 'zod';
import type { Threshold } from '../../core/alerts/records.ts';
import { parseShortId } from '../../core/alerts/short-id.ts';
import { defaultTiming } from '../../core/alerts/timing.ts';
import type { Arg } from '../../core/command/arg.ts';
import { fail } from '../../core/command/args.ts';
import type { Decimal } from '../../core/money/decimal.ts';
import { compareDecimals, parseDecimal } from '../../core/money/decimal.ts';
import type { Millis } from '../../core/time/clock.ts';
import { parseDuration } from '../../core/time/duration.ts';
import { alertFaults } from './text.ts';

/** The short id of an incident: `A7`. */
export function incidentId(): Arg<string | undefined> {
  return {
    label: 'id',
    accepts: ({ text, quoted }) => !quoted && parseShortId(text) !== undefined,
    schema: z
      .optional(z.string())
      .transform((typed) => (typed === undefined ? undefined : parseShortId(typed))),
  };
}

/** The length of a snooze: `30m`, `2h`. Two hours when absent. */
export function snoozeLength(): Arg<Millis> {
  return {
    label: 'length such as 2h',
    accepts: ({ text, quoted }) => !quoted && /^\d+[a-z]+$/i.test(text),
    schema: z.optional(z.string()).transform((typed, context): Millis => {
      if (typed === undefined) return defaultSnooze;
      const length = parseDuration(typed);
      if (length === undefined) return fail(context, alertFaults.length(typed));
      return length > defaultTiming.maxSnooze ? fail(context, alertFaults.tooLong(typed)) : length;
    }),
  };
}

const defaultSnooze: Millis = 2 * 3_600_000;

/** A threshold as typed: a percentage, or an amount whose currency is not known yet. */
export type TypedThreshold =
  | Extract<Threshold, { kind: 'percent' }>
  | { readonly kind: 'amount'; readonly amount: Decimal };

/** A percentage, or an amount that cannot be an account number: `10%`, `5,000`, `2500.50`. */
export function thresholdValue(): Arg<TypedThreshold | undefined> {
  return {
    label: 'amount|percent',
    accepts: ({ text, quoted }) => !quoted && /^-?\d[\d,]*(\.\d*)?%?$/.test(text) && !/^\d+$/.test(text),
    schema: z.optional(z.string()).transform((typed, context): TypedThreshold | undefined => {
      if (typed === undefined) return undefined;
      return readThreshold(typed) ?? fail(context, alertFaults.threshold(typed));
    }),
  };
}

/** Parses a threshold. Undefined unless it is above zero and, as a percentage, below 100. */
export function readThreshold(typed: string): TypedThreshold | undefined {
  const amount = parseDecimal(typed.replace(/%$/, '').replaceAll(',', ''));
  if (amount === undefined || compareDecimals(amount, '0' as Decimal) <= 0) return undefined;
  if (!typed.endsWith('%')) return { kind: 'amount', amount };
  return compareDecimals(amount, '100' as Decimal) < 0 ? { kind: 'percent', percent: amount } : undefined;
}
