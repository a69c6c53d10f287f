import {
  AliasNotFoundError,
  ArgumentParseError,
  EnumValidationError,
  FlagNotFoundError,
  UnexpectedFlagError,
  UnexpectedPositionalError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
} from '@stricli/core';
import { echo } from '../core/command-line/echo.ts';
import { cliCommand } from '../host/text.ts';
import { refuseCredential } from './credential-names.ts';

/** Returns one line that names each wrong argument of `command` and how to fix it. */
export function describeUsageErrors(errors: readonly unknown[], command: string): string {
  const credential = errors.map(refuseCredentialIn).find((refusal) => refusal !== undefined);
  if (credential !== undefined) return credential;
  const help = `see ${command} --help`;
  const missing = errors.filter((error) => error instanceof UnsatisfiedPositionalError);
  const names = missing.map(({ placeholder }) => `<${placeholder}>`).join(' and ');
  return [
    ...errors
      .filter((error) => !(error instanceof UnsatisfiedPositionalError))
      .map((error) => describe(error, help)),
    ...(missing.length === 0 ? [] : [`${names} ${missing.length === 1 ? 'is' : 'are'} missing: ${help}`]),
  ].join('; ');
}

/** Returns one line that suggests a subcommand for a word that names none. */
export function describeUnknownSubcommand(word: string, suggestions: readonly string[]): string {
  const fix =
    suggestions.length === 0
      ? `see ${cliCommand} help`
      : `did you mean ${suggestions.map((name) => `“${name}”`).join(' or ')}?`;
  return refuseCredential(word) ?? `There is no subcommand ${echo(word)}: ${fix}`;
}

/** Describes one error. Typed values that could be credentials are left out. */
function describe(error: unknown, help: string): string {
  if (error instanceof FlagNotFoundError) {
    const [suggestion] = error.corrections;
    const fix = suggestion === undefined ? help : `did you mean --${suggestion}?`;
    return `There is no flag --${error.input}: ${fix}`;
  }
  if (error instanceof AliasNotFoundError) return `There is no flag -${error.input}: ${help}`;
  if (error instanceof UnsatisfiedFlagError) return `--${error.externalFlagName} needs a value: ${help}`;
  if (error instanceof UnexpectedFlagError)
    return `--${error.externalFlagName} is set twice: remove one of them`;
  if (error instanceof UnexpectedPositionalError) {
    const [, emptyFlag] = /^(--[a-z]+)=$/i.exec(error.input) ?? [];
    if (emptyFlag !== undefined) return `${emptyFlag} needs a value: ${help}`;
    return `${echo(error.input)} is one argument too many: ${help}`;
  }
  if (error instanceof EnumValidationError)
    return `--${error.externalFlagName} must be one of ${error.values.join(', ')}`;
  if (error instanceof ArgumentParseError && error.exception instanceof Error) return error.exception.message;
  return `The arguments cannot be read: ${help}`;
}

function refuseCredentialIn(error: unknown): string | undefined {
  if (error instanceof FlagNotFoundError) return refuseCredential(`--${error.input}`);
  return error instanceof UnexpectedPositionalError ? refuseCredential(error.input) : undefined;
}
