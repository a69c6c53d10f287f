import {
  type Application,
  type ApplicationContext,
  type ApplicationText,
  buildApplication,
  buildCommand,
  buildRouteMap,
  ExitCode,
  help,
  run,
  text_en,
  version,
} from '@stricli/core';
import manifest from '../../package.json' with { type: 'json' };
import { SetupError } from '../core/errors/errors.ts';
import { cliCommand } from '../host/text.ts';
import { subcommands } from './commands/index.ts';
import { argument } from './parameters.ts';
import { describeUnknownSubcommand, describeUsageErrors } from './usage-errors.ts';

/** The output streams of a run: those of the process, or those of a test. */
type ProgramOutput = Pick<ApplicationContext['process'], 'stdout' | 'stderr'>;

/** Runs one command line and returns its exit code. Each refusal is one line on stderr. */
export async function runProgram(
  words: readonly string[],
  { stdout, stderr }: ProgramOutput = process,
): Promise<number> {
  const refusals: string[] = [];
  const usageErrors: unknown[] = [];
  let command = cliCommand;
  const collected = { write: (text: string) => void refusals.push(text.trimEnd()) };
  const context: ApplicationContext = { process: { stdout, stderr: collected } };
  const program = buildProgram((error) => usageErrors.push(error));
  await run(program, words, {
    ...context,
    forCommand({ prefix }) {
      command = prefix.join(' ');
      return context;
    },
  });
  if (usageErrors.length > 0) refusals.push(describeUsageErrors(usageErrors, command));
  for (const line of refusals.join('\n').split('\n')) {
    if (line !== '') stderr.write(`walletwatch: ${line}\n`);
  }
  return words.length === 0 ? 2 : exitCodeOf(Number(context.process.exitCode));
}

function buildProgram(onUsageError: (error: unknown) => void): Application<ApplicationContext> {
  const helpSubcommand = buildCommand({
    docs: { brief: 'Show how a subcommand is used' },
    parameters: {
      positional: { kind: 'array', parameter: argument('subcommand', 'such as “grant add”') },
    },
    async func(this: ApplicationContext, _flags: NonNullable<unknown>, ...words: string[]) {
      await run(program, [...words, '--help'], this);
    },
  });
  const root = buildRouteMap({
    docs: { brief: 'Administers Walletwatch on its host: operators, connections, grants, chats and keys' },
    routes: { ...subcommands, help: helpSubcommand },
  });
  const program = buildApplication(
    root,
    {
      name: cliCommand,
      localization: { text: programText(onUsageError) },
      // One or two slips are a spelling mistake; the default also suggests words that share no letter.
      scanner: {
        distanceOptions: {
          threshold: 2,
          weights: { insertion: 1, deletion: 1, substitution: 1, transposition: 1 },
        },
      },
      determineExitCode: (error) => (error instanceof SetupError ? error.exitCode : 1),
    },
    {
      help: help({
        brief: 'Print this help and exit',
        defaultForRouteMap: true,
        formatting: { useAliasInUsageLine: false, onlyRequiredInUsageLine: false, caseStyle: 'original' },
      }),
      version: version({ brief: 'Print the version and exit', info: { currentVersion: manifest.version } }),
    },
  );
  return program;
}

/** The texts of the library, with our own messages for every error. */
function programText(onUsageError: (error: unknown) => void): ApplicationText {
  return {
    ...text_en,
    noCommandRegisteredForInput: ({ input, corrections }) =>
      describeUnknownSubcommand(
        input,
        corrections.map((quoted) => quoted.replaceAll('`', '')),
      ),
    exceptionWhileParsingArguments(error) {
      onUsageError(error);
      return '';
    },
    exceptionWhileRunningCommand: describeFailure,
    commandErrorResult: describeFailure,
    exceptionWhileRunningIntegrationFlag: ({ exception }) => describeFailure(exception),
  };
}

function describeFailure(error: unknown): string {
  return error instanceof SetupError
    ? error.faults.join('\n')
    : 'Internal error: run it again with LOG_LEVEL=debug and report the output.';
}

function exitCodeOf(code: number): number {
  if (code === ExitCode.UnknownCommand || code === ExitCode.InvalidArgument) return 2;
  return code < 0 ? 1 : code;
}
