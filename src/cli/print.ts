import type { ActionResult } from '../host/action.ts';

/** Prints what an action tells: done on stdout, anything else on stderr. Gives the exit code. */
export function printResult({ exitCode, lines }: ActionResult): number {
  const [stream, before] = exitCode === 0 ? [process.stdout, ''] : [process.stderr, 'walletwatch: '];
  for (const line of lines) stream.write(`${before}${line}\n`);
  return exitCode;
}

/** Prints a page that is asked for whatever it says. Gives the exit code. */
export function report({ exitCode, lines }: ActionResult): number {
  for (const line of lines) process.stdout.write(`${line}\n`);
  return exitCode;
}
