import { buildCommand, type Command, type CommandContext } from '@stricli/core';
import type { Action } from '../host/action.ts';
import { performAction } from './run-action.ts';

/** The flags of a subcommand that has none. */
export type NoFlags = NonNullable<unknown>;

interface Argument {
  readonly placeholder: string;
  readonly brief: string;
  readonly parse: (typed: string) => string;
  readonly optional?: true;
}

/** A required positional argument. */
export const argument = (placeholder: string, brief: string) => ({ placeholder, brief, parse: String });

/** A positional argument that may be omitted. */
const optionalArgument = (placeholder: string, brief: string) => {
  return { ...argument(placeholder, brief), optional: true } as const;
};

/** A flag with a text value, which may be omitted. */
export const optionalText = (placeholder: string, brief: string) => {
  return { ...optionalArgument(placeholder, brief), kind: 'parsed' } as const;
};

/** The positional arguments of a subcommand, in order. */
export const positional = <const T extends readonly unknown[]>(...parameters: T) => {
  return { kind: 'tuple', parameters } as const;
};

export const operatorArgument = argument('operator', 'id of the operator');
export const onlyOperatorArgument = optionalArgument('operator', 'list only those of this operator');

/** A subcommand that runs an action. Its arguments are the fields of the input, by placeholder. */
export function actionCommand(
  brief: string,
  action: Action,
  ...parameters: readonly Argument[]
): Command<CommandContext> {
  return buildCommand({
    docs: { brief },
    // The type of the library requires a tuple of known length.
    parameters: { positional: positional(...parameters) as never },
    func(_flags: NoFlags, ...values: readonly (string | undefined)[]) {
      const fields = parameters.map(({ placeholder }, index) => [placeholder, values[index]]);
      return performAction(action, Object.fromEntries(fields));
    },
  });
}
