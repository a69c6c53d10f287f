import { defineCommand } from 'citty';
import { misused } from '../../host/action.ts';
import {
  connectionAdd,
  connectionKind,
  connectionList,
  connectionRemove,
  connectionRoom,
  connectionRotate,
  connectionTest,
  unknownProvider,
} from '../../host/actions/connection.ts';
import { providers } from '../../providers/index.ts';
import { loadSettings } from '../../settings.ts';
import { printResult } from '../print.ts';
import { askSecrets, readSecrets, refuseWithoutTerminal, settingPairs } from '../prompt-secrets.ts';
import { resultOf, runRemoteOrLocal } from '../run-action.ts';
import { badUsage, subcommand } from '../subcommand.ts';

const operatorArg = { type: 'positional', description: 'id of the operator', required: true } as const;

const nameArg = { type: 'positional', description: 'name of the connection', required: true } as const;

const secretsArg = {
  type: 'string',
  description: 'with “-”: one JSON object on stdin; asked for when absent',
} as const;

export const connectionSubcommand = defineCommand({
  meta: { name: 'connection', description: 'Connections: an operator’s access to a provider' },
  subCommands: {
    add: subcommand({
      meta: {
        name: 'add',
        description: 'Add a connection; its credentials are asked for or read from stdin',
      },
      args: {
        operator: operatorArg,
        provider: {
          type: 'positional',
          required: true,
          description: `kind of API: ${providers.map(({ id }) => id).join(', ')}`,
        },
        name: { type: 'string', description: 'what to call it; the provider’s id when absent' },
        set: { type: 'string', description: 'a setting as key=value; may be repeated' },
        secrets: secretsArg,
      },
      async run({ args, all }) {
        const provider = providers.find(({ id }) => id === args.provider);
        if (provider === undefined) throw badUsage(unknownProvider(args.provider, { providers }));
        const settings = settingPairs(all('set'), provider);
        if (args.secrets === undefined) {
          refuseWithoutTerminal();
          const free = await resultOf(
            connectionRoom,
            { operator: args.operator, name: args.name ?? provider.id },
            loadSettings(),
          );
          if (free.exitCode !== 0) return printResult(free);
        }
        const secrets = await (args.secrets === undefined ? askSecrets(provider) : readSecrets(args.secrets));
        const { operator, name } = args;
        return runRemoteOrLocal(connectionAdd, {
          operator,
          provider: provider.id,
          ...(name !== undefined && { name }),
          settings,
          secrets,
        });
      },
    }),
    test: subcommand({
      meta: { name: 'test', description: 'Call the provider once and explain its answer' },
      args: { operator: operatorArg, name: nameArg },
      run: ({ args }) => runRemoteOrLocal(connectionTest, { operator: args.operator, name: args.name }),
    }),
    list: subcommand({
      meta: { name: 'list', description: 'List connections, their credentials as fingerprints' },
      args: { operator: { ...operatorArg, required: false } },
      run: ({ args }) => runRemoteOrLocal(connectionList, { operator: args.operator }),
    }),
    remove: subcommand({
      meta: { name: 'remove', description: 'Remove a connection and its credentials' },
      args: { operator: operatorArg, name: nameArg },
      run: ({ args }) => runRemoteOrLocal(connectionRemove, { operator: args.operator, name: args.name }),
    }),
    rotate: subcommand({
      meta: {
        name: 'rotate',
        description: 'Give a connection new credentials, tried before they replace the old',
      },
      args: {
        operator: operatorArg,
        name: nameArg,
        secrets: secretsArg,
      },
      async run({ args }) {
        const { operator, name } = args;
        if (args.secrets !== undefined)
          return runRemoteOrLocal(connectionRotate, {
            operator,
            name,
            secrets: await readSecrets(args.secrets),
          });
        refuseWithoutTerminal();
        const found = await resultOf(connectionKind, { operator, name }, loadSettings());
        if (found.exitCode !== 0) return printResult(found);
        const provider = providers.find(({ id }) => id === found.lines[0]);
        if (provider === undefined)
          return printResult(misused(unknownProvider(found.lines[0] ?? '', { providers })));
        return runRemoteOrLocal(connectionRotate, { operator, name, secrets: await askSecrets(provider) });
      },
    }),
  },
});
