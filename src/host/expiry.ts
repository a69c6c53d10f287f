import * as z from 'zod';
import { parseDuration } from '../core/time/duration.ts';

/** The lifetime of a grant, as typed: `90d`, at most ten years; forever when omitted. */
export const expiry = z
  .string()
  .optional()
  .transform((typed, context) => {
    if (typed === undefined) return undefined;
    const millis = parseDuration(typed);
    if (millis !== undefined && millis <= 3_650 * 86_400_000) return millis;
    context.addIssue({
      code: 'custom',
      message: `“${typed}” is not a duration: write 12h, 90d or 26w, at most 3650d.`,
      input: typed,
    });
    return z.NEVER;
  });
