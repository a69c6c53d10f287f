import { type ArgsDef, type CommandDef, type CommandMeta, defineCommand, type ParsedArgs } from 'citty';
import { SetupError } from '../core/errors/errors.ts';

/** What a subcommand is given. */
export interface SubcommandInput<T extends ArgsDef> {
  readonly args: ParsedArgs<T>;
  /** Every value of a flag that may be repeated, in order. The parser keeps only the last. */
  all(flag: string): readonly string[];
}

interface Subcommand<T extends ArgsDef> {
  readonly meta: CommandMeta;
  readonly args: T;
  /** Prints and gives the exit code. */
  readonly run: (input: SubcommandInput<T>) => Promise<number>;
}

/** A subcommand whose exit code is what it gives. */
export function subcommand<const T extends ArgsDef>({ meta, args, run }: Subcommand<T>): CommandDef<T> {
  return defineCommand({
    meta,
    args,
    async run({ args: parsed, rawArgs }) {
      process.exitCode = await run({ args: parsed, all: (flag) => valuesOf(rawArgs, flag) });
    },
  });
}

/** One line a fault to stderr, exit code 2. */
export function badUsage(...faults: readonly string[]): SetupError {
  return new SetupError(faults, 2);
}

function valuesOf(rawArgs: readonly string[], flag: string): readonly string[] {
  const values: string[] = [];
  for (const [index, word] of rawArgs.entries()) {
    if (word === `--${flag}`) values.push(rawArgs[index + 1] ?? '');
    else if (word.startsWith(`--${flag}=`)) values.push(word.slice(flag.length + 3));
  }
  return values;
}
