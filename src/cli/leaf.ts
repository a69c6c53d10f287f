import { type ArgsDef, type CommandDef, type CommandMeta, defineCommand, type ParsedArgs } from 'citty';
import { SetupError } from '../core/errors.ts';

/** What a subcommand is given. */
export interface LeafInput<T extends ArgsDef> {
  readonly args: ParsedArgs<T>;
  /** Every value of a flag that may be repeated, in order. The parser keeps only the last. */
  all(flag: string): readonly string[];
}

interface Leaf<T extends ArgsDef> {
  readonly meta: CommandMeta;
  readonly args: T;
  /** Prints and gives the exit code. */
  readonly run: (input: LeafInput<T>) => Promise<number>;
}

/** A subcommand that refuses what it does not know instead of passing over it. */
export function leaf<const T extends ArgsDef>({ meta, args, run }: Leaf<T>): CommandDef<T> {
  return defineCommand({
    meta,
    args,
    async run({ args: parsed, rawArgs }) {
      refuseStrangers(rawArgs, args);
      process.exitCode = await run({ args: parsed, all: (flag) => valuesOf(rawArgs, flag) });
    },
  });
}

/** One line to stderr, exit code 2. */
export function badUsage(sentence: string): SetupError {
  return new SetupError([sentence], 2);
}

function refuseStrangers(rawArgs: readonly string[], args: ArgsDef): void {
  const flags = Object.entries(args).filter(([, arg]) => arg.type !== 'positional');
  const places = Object.values(args).filter((arg) => arg.type === 'positional').length;
  let words = 0;
  for (let index = 0; index < rawArgs.length; index++) {
    const word = rawArgs[index] ?? '';
    if (!word.startsWith('--')) {
      words += 1;
      if (words > places) throw badUsage(`“${word}” is one word too many: see --help.`);
      continue;
    }
    const name = word.slice(2).split('=')[0] ?? '';
    const known = flags.find(([flag]) => flag === name);
    if (known === undefined) throw badUsage(`There is no --${name} here: see --help.`);
    if (known[1].type === 'boolean' || word.includes('=')) continue;
    index += 1;
    if (rawArgs[index] === undefined) throw badUsage(`--${name} needs a value.`);
  }
}

function valuesOf(rawArgs: readonly string[], flag: string): readonly string[] {
  const values: string[] = [];
  for (const [index, word] of rawArgs.entries()) {
    if (word === `--${flag}`) values.push(rawArgs[index + 1] ?? '');
    else if (word.startsWith(`--${flag}=`)) values.push(word.slice(flag.length + 3));
  }
  return values;
}
