import { renderLine } from '../command-line/line.ts';
import type { Command } from './command.ts';

/** The usage line of a command: `/summary [date] [action_date|c_date] [account]`. Required arguments are in `<>`. */
export function usageOf({ name, args }: Command): string {
  const labels = Object.values(args).map(({ label, schema }) => {
    return schema.safeParse(undefined).success ? `[${label}]` : `<${label}>`;
  });
  return [renderLine(name), ...labels].join(' ');
}
