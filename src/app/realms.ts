import type { AccessQuestion, Chat, OperatorId, Principal } from '../core/access/policy.ts';
import type { Vault } from '../core/secret/vault.ts';
import type { Store } from '../core/store.ts';
import { readAccess } from '../engine/access/registry.ts';
import type { AnswerPorts } from '../engine/answer/ports.ts';
import {
  type ConnectionRegistry,
  type ConnectionRegistryPorts,
  createConnectionRegistry,
} from '../engine/readings/connections.ts';

/** A store with its vault: that of the operators, or that of the sandbox. */
export interface Realm {
  readonly store: Store;
  vault(): Promise<Vault>;
}

/** The access facts and connections of all realms together. */
export interface Realms extends Pick<AnswerPorts, 'access' | 'directory'> {
  close(): Promise<void>;
}

export function joinRealms(
  realms: readonly Realm[],
  open: ConnectionRegistryPorts['open'],
  admins: readonly Principal[],
): Realms {
  const directories: readonly ConnectionRegistry[] = realms.map(({ store, vault }) =>
    createConnectionRegistry({ store, vault, open }),
  );
  return {
    access: {
      async question(principal: Principal, chat: Chat) {
        const facts = await Promise.all(
          realms.map(({ store }) => store.read((view) => readAccess(view, principal, chat.id))),
        );
        const question: Pick<AccessQuestion, 'grants' | 'bindings' | 'isAdmin'> = {
          grants: facts.flatMap(({ grants }) => grants),
          bindings: facts.flatMap(({ bindings }) => bindings),
          isAdmin: admins.includes(principal),
        };
        return question;
      },
    },
    directory: {
      async open(ids: readonly OperatorId[]) {
        return (await Promise.all(directories.map((directory) => directory.open(ids)))).flat();
      },
    },
    async close() {
      await Promise.all(directories.map((directory) => directory.close()));
    },
  };
}
