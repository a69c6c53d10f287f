import { renderLine } from '../command-line/line.ts';
import type { Command } from './command.ts';

/** How a command is written: `/summary [date] [action_date|c_date] [account]`; what must be given stands in `<>`. */
export function usageOf({ name, args }: Command): string {
  const labels = Object.values(args).map(({ label, schema }) => {
    return schema.safeParse(undefined).success ? `[${label}]` : `<${label}>`;
  });
  return [renderLine(name), ...labels].join(' ');
}
