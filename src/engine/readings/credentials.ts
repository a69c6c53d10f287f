import type { ConnectionRecord } from '../../core/access/records.ts';
import { Secret } from '../../core/secret/secret.ts';
import type { Vault } from '../../core/secret/vault.ts';

/** Seals credentials into a record, each bound to its place. */
export function withSecrets(
  record: ConnectionRecord,
  secrets: Readonly<Record<string, string>>,
  vault: Vault,
): ConnectionRecord {
  const sealed = Object.entries(secrets).map(([field, value]) => {
    return [field, vault.seal(new Secret(value), { ...placeOf(record), field })] as const;
  });
  return { ...record, secrets: Object.fromEntries(sealed) };
}

/** Opens the credentials of a record. Throws `ProviderError('locked')`. */
export function secretsOf(record: ConnectionRecord, vault: Vault): Readonly<Record<string, Secret>> {
  const opened = Object.entries(record.secrets).map(([field, sealed]) => {
    return [field, vault.open(sealed, { ...placeOf(record), field })] as const;
  });
  return Object.fromEntries(opened);
}

/** Wraps the credentials of a record with the active key, without opening them. */
export function rewrap(record: ConnectionRecord, vault: Vault): ConnectionRecord {
  const secrets = Object.entries(record.secrets).map(([field, sealed]) => {
    return [field, vault.rewrap(sealed, { ...placeOf(record), field })] as const;
  });
  return { ...record, secrets: Object.fromEntries(secrets) };
}

function placeOf({ provider, operator, id }: ConnectionRecord) {
  return { provider, operator, connection: id };
}
