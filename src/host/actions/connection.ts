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

const textRecord = z.record(z.string(), z.string());
const which = z.object({ operator: actionFields.id, name: actionFields.id });
const keyOf = (operator: string, name: string) => `${operator}/${name}`;

/** Returns the reason why a connection of this name cannot be added; undefined if it can. */
async function obstacle(view: ReadView, operator: string, name: string): Promise<ActionResult | undefined> {
  if (!(await view.get(operatorRecords, operator)))
    return refused(`There is no operator ${operator}. Run first: ${cliCommand} operator add ${operator}`);
  if (await view.get(connections, keyOf(operator, name)))
    return refused(
      `${operator} has a connection ${name} already: choose another --name, or run ${cliCommand} connection rotate ${operator} ${name}`,
    );
  return undefined;
}

/** Checks the name of a new connection before the user is prompted for its credentials. */
export const connectionFree = defineAction({
  name: 'connection free',
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
    settings: textRecord,
    secrets: textRecord,
  }),
  about: ({ operator, provider, name }) => `${operator} ${provider} ${name ?? ''}`.trim(),
  async run({ operator, provider: kind, name, settings, secrets }, host) {
    const provider = host.providers.find(({ id }) => id === kind);
    if (provider === undefined) return misused(unknownProvider(kind, host));
    const id = name ?? provider.id;
    const faults = settingFaults(provider, settings, secrets);
    if (faults.length > 0) return misused(...faults);
    return host.exclusively(async () => {
      const bare = { operator, id, provider: provider.id, settings, secrets: {} };
      const sealed = withSecrets(bare, secrets, await host.vault());
      const refusal = await host.store.transact(async (change) => {
        const found = await obstacle(change, operator, id);
        if (found === undefined) await change.put(connections, keyOf(operator, id), sealed);
        return found;
      });
      return (
        refusal ??
        done(
          `Connection ${id} of ${operator} added; its credentials are stored encrypted: ${fingerprints(sealed)}.`,
          `Test it: ${cliCommand} connection test ${operator} ${id}`,
        )
      );
    });
  },
});

/** Returns the provider of a connection, as its only line. */
export const connectionProvider = defineAction({
  name: 'connection provider',
  input: which,
  async run({ operator, name }, host) {
    const record = await findConnection(host, operator, name);
    return record === undefined ? unknown(operator, name) : done(record.provider);
  },
});

export const connectionRotate = defineAction({
  name: 'connection rotate',
  input: which.extend({ secrets: textRecord }),
  about: ({ operator, name }) => keyOf(operator, name),
  async run({ operator, name, secrets }, host) {
    const record = await findConnection(host, operator, name);
    if (record === undefined) return unknown(operator, name);
    const provider = host.providers.find(({ id }) => id === record.provider);
    if (provider === undefined) return misused(unknownProvider(record.provider, host));
    const faults = settingFaults(provider, record.settings, secrets);
    if (faults.length > 0) return misused(...faults);
    const check = await host.checkConnection(withSecrets(record, secrets, await host.vault()));
    if (check.keyRefused) {
      return refused(
        'The provider rejects the new credentials; the old ones are unchanged.',
        ...renderCheck(check),
      );
    }
    return host.exclusively(async () => {
      // Encrypted again: the key ring may have changed during the check.
      const next = withSecrets(record, secrets, await host.vault());
      const isSwapped = await host.store.transact(async (change) => {
        const now = await change.get(connections, keyOf(operator, name));
        if (now === undefined || placeOf(now) !== placeOf(record)) return false;
        await change.put(connections, keyOf(operator, name), next);
        return true;
      });
      if (!isSwapped)
        return refused(
          `Connection ${name} of ${operator} changed during the check; nothing was done. Try again.`,
        );
      return done(
        `Connection ${name} of ${operator} has new credentials: ${fingerprints(next)}.`,
        ...renderCheck(check),
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
    const check = await host.checkConnection(record);
    return isHealthy(check) ? done(...renderCheck(check)) : refused(...renderCheck(check));
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
    return done(`Connection ${name} of ${operator} and its credentials removed.`);
  },
});

export const connectionActions = [
  connectionFree,
  connectionAdd,
  connectionProvider,
  connectionRotate,
  connectionTest,
  connectionList,
  connectionRemove,
];

/** Returns every error in the settings and the secrets; none contains a value. */
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

function findConnection(
  { store }: Host,
  operator: string,
  name: string,
): Promise<ConnectionRecord | undefined> {
  return store.read((view) => view.get(connections, keyOf(operator, name)));
}

/** Identifies the provider and settings that the credentials are tested with. */
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
