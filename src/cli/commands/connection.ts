import { buildCommand, buildRouteMap } from '@stricli/core';
import type { Provider } from '../../core/provider/provider.ts';
import {
  connectionAdd,
  connectionFree,
  connectionList,
  connectionProvider,
  connectionRemove,
  connectionRotate,
  connectionTest,
  unknownProvider,
} from '../../host/actions/connection.ts';
import { providers } from '../../providers/index.ts';
import { loadSettings } from '../../settings.ts';
import { refuseCredential } from '../credential-names.ts';
import {
  actionCommand,
  argument,
  onlyOperatorArgument,
  operatorArgument,
  optionalText,
  positional,
} from '../parameters.ts';
import {
  parseSettings,
  promptSecrets,
  readSecretsFromStdin,
  requireTerminal,
  secretsFlag,
} from '../prompt-secrets.ts';
import { performAction, printResult, resultOf, usageError } from '../run-action.ts';

const which = [operatorArgument, argument('name', 'name of the connection')] as const;

interface SecretsFlags {
  readonly secrets?: '-';
}

interface AddFlags extends SecretsFlags {
  readonly name?: string;
  readonly set?: readonly string[];
}

const add = buildCommand({
  docs: { brief: 'Add a connection; its credentials are prompted for or read from stdin' },
  parameters: {
    flags: {
      name: optionalText('name', 'name of the connection; the provider’s id when omitted'),
      set: { ...optionalText('key=value', 'a setting; may be repeated'), variadic: true },
      secrets: secretsFlag,
    },
    positional: positional(operatorArgument, {
      placeholder: 'provider',
      brief: `kind of API: ${providers.map(({ id }) => id).join(', ')}`,
      parse: parseProvider,
    }),
  },
  async func({ name, set = [], secrets: source }: AddFlags, operator: string, provider: Provider) {
    const settings = parseSettings(set, provider);
    const addWith = (secrets: Readonly<Record<string, string>>) =>
      performAction(connectionAdd, { operator, provider: provider.id, name, settings, secrets });
    if (source === '-') return addWith(await readSecretsFromStdin());
    requireTerminal();
    const free = await resultOf(connectionFree, { operator, name: name ?? provider.id }, loadSettings());
    if (free.exitCode !== 0) return printResult(free);
    return addWith(await promptSecrets(provider));
  },
});

const rotate = buildCommand({
  docs: { brief: 'Replace the credentials of a connection; the new ones are tested first' },
  parameters: { flags: { secrets: secretsFlag }, positional: positional(...which) },
  async func({ secrets: source }: SecretsFlags, operator: string, name: string) {
    const rotateWith = (secrets: Readonly<Record<string, string>>) =>
      performAction(connectionRotate, { operator, name, secrets });
    if (source === '-') return rotateWith(await readSecretsFromStdin());
    requireTerminal();
    const found = await resultOf(connectionProvider, { operator, name }, loadSettings());
    if (found.exitCode !== 0) return printResult(found);
    return rotateWith(await promptSecrets(parseProvider(found.lines[0] ?? '')));
  },
});

export const connectionSubcommands = buildRouteMap({
  docs: { brief: 'Connections: an operator’s access to a provider' },
  routes: {
    add,
    test: actionCommand('Call the provider once and explain its response', connectionTest, ...which),
    list: actionCommand(
      'List connections, with fingerprints of their credentials',
      connectionList,
      onlyOperatorArgument,
    ),
    remove: actionCommand('Remove a connection and its credentials', connectionRemove, ...which),
    rotate,
  },
});

function parseProvider(typed: string): Provider {
  const provider = providers.find(({ id }) => id === typed);
  if (provider === undefined)
    throw usageError(refuseCredential(typed) ?? unknownProvider(typed, { providers }));
  return provider;
}
