import { defineCommand } from 'citty';
import { z } from 'zod';
import type { Provider } from '../core/provider.ts';
import { type ConnectionRecord, connections, operators } from '../core/records.ts';
import { Secret } from '../core/secret.ts';
import { withSecrets } from '../engine/sealing.ts';
import { providers } from '../providers/index.ts';
import { defineAction, done, type Host, inputs, refused, type Told } from './action.ts';
import { badUsage, leaf } from './leaf.ts';
import { perform } from './perform.ts';
import { askSecrets, readSecrets, settingPairs } from './secrets.ts';
import { tellTried } from './try.ts';

const given = z.record(z.string(), z.string());
const which = z.object({ operator: inputs.id, name: inputs.id });
const keyOf = (operator: string, name: string) => `${operator}/${name}`;

const add = defineAction({
  name: 'connection add',
  input: z.object({
    operator: inputs.id,
    provider: z.string(),
    name: inputs.id.optional(),
    settings: given,
    secrets: given,
  }),
  about: ({ operator, provider, name }) => `${operator} ${provider} ${name ?? ''}`.trim(),
  async run({ operator, provider: kind, name, settings, secrets }, host) {
    const provider = host.providers.find(({ id }) => id === kind);
    if (provider === undefined) return refused(unknownProvider(kind, host));
    const id = name ?? provider.id;
    const faults = settingFaults(provider, settings, secrets);
    if (faults.length > 0) return refused(...faults);
    const sealed = withSecrets(
      { operator, id, provider: provider.id, settings, secrets: {} },
      secrets,
      await host.vault(),
    );
    const outcome = await host.store.transact(async (change) => {
      if (!(await change.get(operators, operator))) return 'unknown-operator';
      if (await change.get(connections, keyOf(operator, id))) return 'exists';
      await change.put(connections, keyOf(operator, id), sealed);
      return 'added';
    });
    if (outcome === 'unknown-operator')
      return refused(`There is no operator ${operator}: npm run -s walletwatch -- operator add ${operator}`);
    if (outcome === 'exists') {
      return refused(
        `${operator} has a connection ${id} already: give another --name, or npm run -s walletwatch -- connection rotate ${operator} ${id}`,
      );
    }
    return done(
      `Connection ${id} of ${operator} added; its credentials rest encrypted: ${fingerprints(sealed)}.`,
      `Try it: npm run -s walletwatch -- connection test ${operator} ${id}`,
    );
  },
});

const rotate = defineAction({
  name: 'connection rotate',
  input: which.extend({ secrets: given }),
  about: ({ operator, name }) => keyOf(operator, name),
  async run({ operator, name, secrets }, host) {
    const record = await find(host, operator, name);
    if (record === undefined) return unknown(operator, name);
    const provider = host.providers.find(({ id }) => id === record.provider);
    if (provider === undefined) return refused(unknownProvider(record.provider, host));
    const faults = settingFaults(provider, record.settings, secrets);
    if (faults.length > 0) return refused(...faults);
    const next = withSecrets(record, secrets, await host.vault());
    const tried = await host.tryConnection(next);
    if (tried.keyRefused) {
      return refused(
        'The provider does not accept the new credentials; the old ones stay.',
        ...tellTried(tried),
      );
    }
    await host.store.transact((change) => change.put(connections, keyOf(operator, name), next));
    return done(
      `Connection ${name} of ${operator} has new credentials: ${fingerprints(next)}.`,
      ...tellTried(tried),
    );
  },
});

const test = defineAction({
  name: 'connection test',
  input: which,
  async run({ operator, name }, host): Promise<Told> {
    const record = await find(host, operator, name);
    if (record === undefined) return unknown(operator, name);
    const tried = await host.tryConnection(record);
    return {
      exitCode: tried.answers.every(({ fault }) => fault === undefined) ? 0 : 1,
      lines: tellTried(tried),
    };
  },
});

const list = defineAction({
  name: 'connection list',
  input: z.object({ operator: inputs.id.optional() }),
  async run({ operator }, { store }) {
    const found = await store.read((view) => {
      return operator === undefined ? view.list(connections) : view.find(connections, 'operator', operator);
    });
    if (found.length === 0)
      return done('No connections yet: npm run -s walletwatch -- connection add <operator> <provider>');
    return done(
      ...found.map(({ document: record }) => {
        const settings = Object.entries(record.settings).map(([key, value]) => `${key}=${String(value)}`);
        return [record.operator, record.id, record.provider, ...settings, fingerprints(record)].join('  ');
      }),
    );
  },
});

const remove = defineAction({
  name: 'connection remove',
  input: which,
  about: ({ operator, name }) => keyOf(operator, name),
  async run({ operator, name }, host) {
    const removed = await host.store.transact((change) => change.delete(connections, keyOf(operator, name)));
    if (!removed) return unknown(operator, name);
    return done(`Connection ${name} of ${operator} removed, its credentials with it.`);
  },
});

export const connectionActions = [add, rotate, test, list, remove];

/** Every fault of the settings and the secrets at once; none names a value. */
function settingFaults(
  provider: Provider,
  settings: object,
  secrets: Readonly<Record<string, string>>,
): readonly string[] {
  const wrapped = Object.fromEntries(
    Object.entries(secrets).map(([field, value]) => [field, new Secret(value)]),
  );
  const checked = [provider.settings.safeParse(settings), provider.secrets.safeParse(wrapped)];
  return checked.flatMap((result) =>
    result.success ? [] : result.error.issues.map(({ message }) => message),
  );
}

function find({ store }: Host, operator: string, name: string): Promise<ConnectionRecord | undefined> {
  return store.read((view) => view.get(connections, keyOf(operator, name)));
}

function fingerprints(record: ConnectionRecord): string {
  return Object.entries(record.secrets)
    .map(([field, { fp }]) => `${field} ${fp}`)
    .join(', ');
}

function unknown(operator: string, name: string): Told {
  return refused(`${operator} has no connection ${name}: see npm run -s walletwatch -- connection list.`);
}

function unknownProvider(kind: string, { providers }: Pick<Host, 'providers'>): string {
  return `There is no provider ${kind}: there are ${providers.map(({ id }) => id).join(', ')}.`;
}

const operatorArg = { type: 'positional', description: 'id of the operator', required: true } as const;
const nameArg = { type: 'positional', description: 'name of the connection', required: true } as const;
const secretsArg = {
  type: 'string',
  description: 'with “-”: one JSON object on stdin; asked for when absent',
} as const;

export const connection = defineCommand({
  meta: { name: 'connection', description: 'Connections: an operator’s access to a provider' },
  subCommands: {
    add: leaf({
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
        const secrets = await (args.secrets === undefined ? askSecrets(provider) : readSecrets(args.secrets));
        const { operator, name } = args;
        return perform(add, {
          operator,
          provider: provider.id,
          ...(name !== undefined && { name }),
          settings,
          secrets,
        });
      },
    }),
    test: leaf({
      meta: { name: 'test', description: 'Call the provider once and explain its answer' },
      args: { operator: operatorArg, name: nameArg },
      run: ({ args }) => perform(test, { operator: args.operator, name: args.name }),
    }),
    list: leaf({
      meta: { name: 'list', description: 'List connections, their credentials as fingerprints' },
      args: { operator: { ...operatorArg, required: false } },
      run: ({ args }) => perform(list, { operator: args.operator }),
    }),
    remove: leaf({
      meta: { name: 'remove', description: 'Remove a connection and its credentials' },
      args: { operator: operatorArg, name: nameArg },
      run: ({ args }) => perform(remove, { operator: args.operator, name: args.name }),
    }),
    rotate: leaf({
      meta: {
        name: 'rotate',
        description: 'Give a connection new credentials, tried before they replace the old',
      },
      args: {
        operator: operatorArg,
        name: nameArg,
        provider: { type: 'string', description: 'its provider, to be asked for each credential' },
        secrets: secretsArg,
      },
      async run({ args }) {
        const provider = providers.find(({ id }) => id === args.provider);
        if (args.secrets === undefined && provider === undefined) {
          throw badUsage(
            'Give the new credentials with --secrets - on stdin, or name the --provider to be asked for them.',
          );
        }
        const secrets = await (args.secrets !== undefined || provider === undefined
          ? readSecrets(args.secrets ?? '-')
          : askSecrets(provider));
        return perform(rotate, { operator: args.operator, name: args.name, secrets });
      },
    }),
  },
});
