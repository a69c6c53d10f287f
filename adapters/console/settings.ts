import * as z from 'zod';

/** Settings of the console. */
export const consoleSettings = z.object({
  CONSOLE: z
    .literal('1', { error: 'takes 1' })
    .optional()
    .describe('`1`: the console beside whatever else is configured'),
});
export type ConsoleSettings = z.output<typeof consoleSettings>;
