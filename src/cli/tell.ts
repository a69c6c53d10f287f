import type { Told } from './action.ts';

/** Prints what an action tells: done on stdout, refused on stderr. Gives the exit code. */
export function tell({ exitCode, lines }: Told): number {
  const stream = exitCode === 0 ? process.stdout : process.stderr;
  for (const line of lines) stream.write(`${line}\n`);
  return exitCode;
}
