import { defineCommand } from 'citty';
import * as z from 'zod';
import type { Provider } from '../core/provider.ts';
import { type ConnectionRecord, connections, operators } from '../core/records.ts';
import { Secret } from '../core/secret.ts';
import type { ReadView } from '../core/store.ts';
import { withSecrets } from '../engine/sealing.ts';
import { providers } from '../providers/index.ts';
import { loadSettings } from '../settings.ts';
import { defineAction, done, type Host, inputs, misused, refused, type Told } from './action.ts';
import { badUsage, leaf } from './leaf.ts';
import { perform, told } from './perform.ts';
import { askSecrets, readSecrets, refuseWithoutTerminal, settingPairs } from './secrets.ts';
import { tell } from './tell.ts';
import { isWell, tellTried } from './try.ts';
import { called } from './usage.ts';

const given = z.record(z.string(), z.string());
const which = z.object({ operator: inputs.id, name: inputs.id });
const keyOf = (operator: string, name: string) => `${operator}/${name}`;

/** What keeps a connection of this name from being added. */
async function obstacle(view: ReadView, operator: string, name: string): Promise<Told | undefined> {
  if (!(await view.get(operators, operator)))
    return refused(`There is no operator ${operator}: ${called} operator add ${operator}`);
  if (await view.get(connections, keyOf(operator, name)))
    return refused(
      `${operator} has a connection ${name} already: give another --name, or ${called} connection rotate ${operator} ${name}`,
    );
  return undefined;
}

/** Looked at before somebody types credentials at a prompt. */
const room = defineAction({
  name: 'connection room',
  input: which,
  run: ({ operator, name }, { store }) =>
    store.read(async (view) => (await obstacle(view, operator, name)) ?? done()),
});

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
    if (provider === undefined) return misused(unknownProvider(kind, host));
    const id = name ?? provider.id;
    const faults = settingFaults(provider, settings, secrets);
    if (faults.length > 0) return misused(...faults);
    return host.alone(async () => {
      const bare = { operator, id, provider: provider.id, settings, secrets: {} };
      const sealed = withSecrets(bare, secrets, await host.vault());
      const hindered = await host.store.transact(async (change) => {
        const found = await obstacle(change, operator, id);
        if (found === undefined) await change.put(connections, keyOf(operator, id), sealed);
        return found;
      });
      return (
        hindered ??
        done(
          `Connection ${id} of ${operator} added; its credentials rest encrypted: ${fingerprints(sealed)}.`,
          `Try it: ${called} connection test ${operator} ${id}`,
        )
      );
    });
  },
});

/** The provider of a connection, as the one line that it tells. */
const kind = defineAction({
  name: 'connection kind',
  input: which,
  async run({ operator, name }, host) {
    const record = await find(host, operator, name);
    return record === undefined ? unknown(operator, name) : done(record.provider);
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
    if (provider === undefined) return misused(unknownProvider(record.provider, host));
    const faults = settingFaults(provider, record.settings, secrets);
    if (faults.length > 0) return misused(...faults);
    const tried = await host.tryConnection(withSecrets(record, secrets, await host.vault()));
    if (tried.keyRefused) {
      return refused(
        'The provider does not accept the new credentials; the old ones stay.',
        ...tellTried(tried),
      );
    }
    return host.alone(async () => {
      // Sealed anew: the ring may have changed while the provider was asked.
      const next = withSecrets(record, secrets, await host.vault());
      const isSwapped = await host.store.transact(async (change) => {
        const now = await change.get(connections, keyOf(operator, name));
        if (now === undefined || placeOf(now) !== placeOf(record)) return false;
        await change.put(connections, keyOf(operator, name), next);
        return true;
      });
      if (!isSwapped)
        return refused(`Connection ${name} of ${operator} changed meanwhile: nothing was done.`);
      return done(
        `Connection ${name} of ${operator} has new credentials: ${fingerprints(next)}.`,
        ...tellTried(tried),
      );
    });
  },
});

const test = defineAction({
  name: 'connection test',
  input: which,
  async run({ operator, name }, host): Promise<Told> {
    const record = await find(host, operator, name);
    if (record === undefined) return unknown(operator, name);
    const tried = await host.tryConnection(record);
    return isWell(tried) ? done(...tellTried(tried)) : refused(...tellTried(tried));
  },
});

const list = defineAction({
  name: 'connection list',
  input: z.object({ operator: inputs.id.optional() }),
  async run({ operator }, { store }) {
    const found = await store.read((view) => {
      return operator === undefined ? view.list(connections) : view.find(connections, 'operator', operator);
    });
    if (found.length === 0) return done(`No connections yet: ${called} connection add <operator> <provider>`);
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

export const connectionActions = [room, add, kind, rotate, test, list, remove];

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

/** What credentials are sealed to and tried with. */
function placeOf({ provider, settings }: ConnectionRecord): string {
  return JSON.stringify([provider, settings]);
}

function fingerprints(record: ConnectionRecord): string {
  return Object.entries(record.secrets)
    .map(([field, { fp }]) => `${field} ${fp}`)
    .join(', ');
}

function unknown(operator: string, name: string): Told {
  return refused(`${operator} has no connection ${name}: see ${called} connection list`);
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
        if (args.secrets === undefined) {
          refuseWithoutTerminal();
          const free = await told(
            room,
            { operator: args.operator, name: args.name ?? provider.id },
            loadSettings(),
          );
          if (free.exitCode !== 0) return tell(free);
        }
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
        secrets: secretsArg,
      },
      async run({ args }) {
        const { operator, name } = args;
        if (args.secrets !== undefined)
          return perform(rotate, { operator, name, secrets: await readSecrets(args.secrets) });
        refuseWithoutTerminal();
        const found = await told(kind, { operator, name }, loadSettings());
        if (found.exitCode !== 0) return tell(found);
        const provider = providers.find(({ id }) => id === found.lines[0]);
        if (provider === undefined)
          return tell(misused(unknownProvider(found.lines[0] ?? '', { providers })));
        return perform(rotate, { operator, name, secrets: await askSecrets(provider) });
      },
    }),
  },
});
