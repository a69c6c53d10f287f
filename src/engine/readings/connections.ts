import type { OperatorId } from '../../core/access/policy.ts';
import { type ConnectionRecord, connections, operatorRecords } from '../../core/access/records.ts';
import { ProviderError } from '../../core/errors/errors.ts';
import type { Capabilities, Connection } from '../../core/provider/provider.ts';
import type { Secret } from '../../core/secret/secret.ts';
import type { Vault } from '../../core/secret/vault.ts';
import type { Store } from '../../core/store.ts';
import { secretsOf } from './credentials.ts';
import type { OpenConnection } from './readings.ts';

/** An open connection with its own HTTP client. */
export interface OpenedConnection {
  readonly connection: Connection;
  /** Closes idle sockets. */
  rest(): void;
  close(): Promise<void>;
}

export interface ConnectionRegistryPorts {
  readonly store: Store;
  /** Returns the vault over the current key ring. */
  readonly vault: () => Promise<Vault>;
  /** Opens a connection with its credentials. Throws if its settings are no longer valid for its provider. */
  readonly open: (record: ConnectionRecord, secrets: Readonly<Record<string, Secret>>) => OpenedConnection;
}

/** Opens the connections of operators, once each, and again if their record changed. */
export interface ConnectionRegistry {
  open(ids: readonly OperatorId[]): Promise<readonly OpenConnection[]>;
  close(): Promise<void>;
}

interface VersionedConnection extends OpenedConnection {
  /** Different after each change of the settings or credentials. */
  readonly version: string;
}

export function createConnectionRegistry({
  store,
  vault,
  open,
}: ConnectionRegistryPorts): ConnectionRegistry {
  const opened = new Map<string, Promise<VersionedConnection>>();

  async function openCurrent(
    key: string,
    record: ConnectionRecord,
    keys: () => Promise<Vault>,
  ): Promise<VersionedConnection> {
    const version = versionOf(record);
    const found = opened.get(key);
    if (found !== undefined) {
      const connection = await found;
      if (connection.version === version) return connection;
      if (opened.get(key) !== found) return openCurrent(key, record, keys);
      void connection.close();
    }
    const opening = openRecord(record, keys).then((connection) => ({ ...connection, version }));
    opened.set(key, opening);
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
          const { connection, version, rest } = await openCurrent(key, document, keys);
          const { id, provider } = document;
          return { operator, id, provider, fingerprint: version, connection, rest };
        }),
      );
    },
    async close() {
      const connections = await Promise.all(opened.values());
      opened.clear();
      await Promise.all(connections.map(({ close }) => close()));
    },
  };
}

/** Contains fingerprints of the credentials, which do not reveal them. */
function versionOf({ provider, settings, secrets }: ConnectionRecord): string {
  const fingerprints = Object.entries(secrets).map(([field, { fp }]) => `${field}:${fp}`);
  return JSON.stringify([provider, settings, fingerprints.sort()]);
}

const reject = (): Promise<never> => Promise.reject(new ProviderError('locked'));
const rejectAll: Capabilities = {
  accounts: reject,
  limits: reject,
  summary: reject,
  balances: reject,
  wallets: reject,
  wallet: reject,
};

/** The replacement of a connection that cannot be opened: every question fails with `locked`. */
const locked: Connection = { can: rejectAll, timeZone: 'UTC', lacks: [] };
