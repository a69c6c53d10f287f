import * as z from 'zod';
import { type ConnectionRecord, connections, operatorRecords } from '../../core/access/records.ts';
import type { Provider } from '../../core/provider/provider.ts';
import { Secret } from '../../core/secret/secret.ts';
import type { ReadView } from '../../core/store.ts';
import { withSecrets } from '../../engine/readings/credentials.ts';
import {
  type ActionResult,
  actionFields,
  defineAction,
  done,
  type Host,
  misused,
  refused,
} from '../action.ts';
import { isHealthy, renderCheck } from '../check-connection.ts';
import { cliCommand } from '../text.ts';

const given = z.record(z.string(), z.string());
const which = z.object({ operator: actionFields.id, name: actionFields.id });
const keyOf = (operator: string, name: string) => `${operator}/${name}`;

/** What keeps a connection of this name from being added. */
async function obstacle(view: ReadView, operator: string, name: string): Promise<ActionResult | undefined> {
  if (!(await view.get(operatorRecords, operator)))
    return refused(`There is no operator ${operator}: ${cliCommand} operator add ${operator}`);
  if (await view.get(connections, keyOf(operator, name)))
    return refused(
      `${operator} has a connection ${name} already: give another --name, or ${cliCommand} connection rotate ${operator} ${name}`,
    );
  return undefined;
}

/** Looked at before somebody types credentials at a prompt. */
export const connectionRoom = defineAction({
  name: 'connection room',
  input: which,
  run: ({ operator, name }, { store }) =>
    store.read(async (view) => (await obstacle(view, operator, name)) ?? done()),
});

export const connectionAdd = defineAction({
  name: 'connection add',
  input: z.object({
    operator: actionFields.id,
    provider: z.string(),
    name: actionFields.id.optional(),
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
          `Try it: ${cliCommand} connection test ${operator} ${id}`,
        )
      );
    });
  },
});

/** The provider of a connection, as the one line that it tells. */
export const connectionKind = defineAction({
  name: 'connection kind',
  input: which,
  async run({ operator, name }, host) {
    const record = await findConnection(host, operator, name);
    return record === undefined ? unknown(operator, name) : done(record.provider);
  },
});

export const connectionRotate = defineAction({
  name: 'connection rotate',
  input: which.extend({ secrets: given }),
  about: ({ operator, name }) => keyOf(operator, name),
  async run({ operator, name, secrets }, host) {
    const record = await findConnection(host, operator, name);
    if (record === undefined) return unknown(operator, name);
    const provider = host.providers.find(({ id }) => id === record.provider);
    if (provider === undefined) return misused(unknownProvider(record.provider, host));
    const faults = settingFaults(provider, record.settings, secrets);
    if (faults.length > 0) return misused(...faults);
    const tried = await host.checkConnection(withSecrets(record, secrets, await host.vault()));
    if (tried.keyRefused) {
      return refused(
        'The provider does not accept the new credentials; the old ones stay.',
        ...renderCheck(tried),
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
        ...renderCheck(tried),
      );
    });
  },
});

export const connectionTest = defineAction({
  name: 'connection test',
  input: which,
  async run({ operator, name }, host): Promise<ActionResult> {
    const record = await findConnection(host, operator, name);
    if (record === undefined) return unknown(operator, name);
    const tried = await host.checkConnection(record);
    return isHealthy(tried) ? done(...renderCheck(tried)) : refused(...renderCheck(tried));
  },
});

export const connectionList = defineAction({
  name: 'connection list',
  input: z.object({ operator: actionFields.id.optional() }),
  async run({ operator }, { store }) {
    const found = await store.read((view) => {
      return operator === undefined ? view.list(connections) : view.find(connections, 'operator', operator);
    });
    if (found.length === 0)
      return done(`No connections yet: ${cliCommand} connection add <operator> <provider>`);
    return done(
      ...found.map(({ document: record }) => {
        const settings = Object.entries(record.settings).map(([key, value]) => `${key}=${String(value)}`);
        return [record.operator, record.id, record.provider, ...settings, fingerprints(record)].join('  ');
      }),
    );
  },
});

export const connectionRemove = defineAction({
  name: 'connection remove',
  input: which,
  about: ({ operator, name }) => keyOf(operator, name),
  async run({ operator, name }, host) {
    const removed = await host.store.transact((change) => change.delete(connections, keyOf(operator, name)));
    if (!removed) return unknown(operator, name);
    return done(`Connection ${name} of ${operator} removed, its credentials with it.`);
  },
});

export const connectionActions = [
  connectionRoom,
  connectionAdd,
  connectionKind,
  connectionRotate,
  connectionTest,
  connectionList,
  connectionRemove,
];

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

export function findConnection(
  { store }: Host,
  operator: string,
  name: string,
): Promise<ConnectionRecord | undefined> {
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

function unknown(operator: string, name: string): ActionResult {
  return refused(`${operator} has no connection ${name}: see ${cliCommand} connection list`);
}

export function unknownProvider(kind: string, { providers }: Pick<Host, 'providers'>): string {
  return `There is no provider ${kind}: there are ${providers.map(({ id }) => id).join(', ')}.`;
}
