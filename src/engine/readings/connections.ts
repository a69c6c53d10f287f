import type { OperatorId } from '../../core/access/policy.ts';
import { type ConnectionRecord, connections, operatorRecords } from '../../core/access/records.ts';
import { ProviderError } from '../../core/errors/errors.ts';
import type { Capabilities, Connection } from '../../core/provider/provider.ts';
import type { Secret } from '../../core/secret/secret.ts';
import type { Vault } from '../../core/secret/vault.ts';
import type { Store } from '../../core/store.ts';
import { secretsOf } from './credentials.ts';
import type { OpenConnection } from './readings.ts';

/** A connection with its own way to the provider. */
export interface OpenedConnection {
  readonly connection: Connection;
  /** Lets go of what it holds open to be asked again soon. */
  rest(): void;
  close(): Promise<void>;
}

export interface ConnectionRegistryPorts {
  readonly store: Store;
  /** The vault over the key ring as it is now. */
  readonly vault: () => Promise<Vault>;
  /** Opens a connection with its credentials; throws when its settings do not fit its provider any more. */
  readonly open: (record: ConnectionRecord, secrets: Readonly<Record<string, Secret>>) => OpenedConnection;
}

/** Opens the connections of operators, once each, and again when their record changed. */
export interface ConnectionRegistry {
  open(ids: readonly OperatorId[]): Promise<readonly OpenConnection[]>;
  close(): Promise<void>;
}

interface Slot extends OpenedConnection {
  /** Changes with the settings and the credentials. */
  readonly version: string;
}

export function createConnectionRegistry({
  store,
  vault,
  open,
}: ConnectionRegistryPorts): ConnectionRegistry {
  const slots = new Map<string, Promise<Slot>>();

  async function slotOf(key: string, record: ConnectionRecord, keys: () => Promise<Vault>): Promise<Slot> {
    const version = versionOf(record);
    const found = slots.get(key);
    if (found !== undefined) {
      const slot = await found;
      if (slot.version === version) return slot;
      if (slots.get(key) !== found) return slotOf(key, record, keys);
      void slot.close();
    }
    const opening = openRecord(record, keys).then((opened) => ({ ...opened, version }));
    slots.set(key, opening);
    return opening;
  }

  async function openRecord(record: ConnectionRecord, keys: () => Promise<Vault>): Promise<OpenedConnection> {
    try {
      return open(record, secretsOf(record, await keys()));
    } catch {
      return { connection: locked, rest() {}, async close() {} };
    }
  }

  return {
    async open(ids) {
      const records = await store.read(async (view) => {
        const perOperator = ids.map(async (id) => {
          const name = (await view.get(operatorRecords, id))?.name ?? id;
          const found = await view.find(connections, 'operator', id);
          return found.map((entry) => ({ ...entry, operator: { id, name } }));
        });
        return (await Promise.all(perOperator)).flat();
      });
      let unlocked: Promise<Vault> | undefined;
      const keys = () => {
        unlocked ??= vault();
        return unlocked;
      };
      return Promise.all(
        records.map(async ({ id: key, document, operator }): Promise<OpenConnection> => {
          const { connection, version, rest } = await slotOf(key, document, keys);
          const { id, provider } = document;
          return { operator, id, provider, fingerprint: version, connection, rest };
        }),
      );
    },
    async close() {
      const opened = await Promise.all(slots.values());
      slots.clear();
      await Promise.all(opened.map((slot) => slot.close()));
    },
  };
}

/** Fingerprints tell the credentials apart without telling them. */
function versionOf({ provider, settings, secrets }: ConnectionRecord): string {
  const prints = Object.entries(secrets).map(([field, { fp }]) => `${field}:${fp}`);
  return JSON.stringify([provider, settings, prints.sort()]);
}

const fault = (): Promise<never> => Promise.reject(new ProviderError('locked'));
const everything: Capabilities = {
  accounts: fault,
  limits: fault,
  summary: fault,
  balances: fault,
  wallets: fault,
  wallet: fault,
};

/** What stands for a connection that cannot be opened: every question says why. */
const locked: Connection = { can: everything, timeZone: 'UTC', lacks: [] };
