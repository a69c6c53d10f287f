import * as z from 'zod';

/** Settings of the console. */
export const settings = z.object({
  CONSOLE: z
    .literal('1', { error: 'takes 1' })
    .optional()
    .describe('`1`: the console beside whatever else is configured'),
});
export type ConsoleSettings = z.output<typeof settings>;
