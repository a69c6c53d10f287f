import type { Binding, Grant, Principal } from '../../core/access/policy.ts';
import * as records from '../../core/access/records.ts';
import type { Registry } from '../../core/access/registry.ts';
import type { Collection, ReadView, Store } from '../../core/store.ts';
import type { Clock } from '../../core/time/clock.ts';
import { createInvitations, type InvitationLinks } from './invitations.ts';

/** The registry over a store. Without `linksTo`, invitations have no deep links. */
export function createRegistry(store: Store, clock: Clock, linksTo: InvitationLinks = () => []): Registry {
  const { operatorRecords: operators, connections, grants, bindings, subscriptions } = records;

  const select = <T, I extends string>(collection: Collection<T, I>, of: Selection<I>) => {
    return store.read(async (view) => {
      const [index] = of === 'all' ? [] : (Object.entries(of) as [I, string][]);
      const found = index ? await view.find(collection, ...index) : await view.list(collection);
      return found.map(({ document }) => document);
    });
  };

  return {
    operators: () => store.read(async (view) => (await view.list(operators)).map(({ document }) => document)),

    addOperator: (operator) =>
      store.transact(async (change) => {
        if (await change.get(operators, operator.id)) return 'exists';
        await change.put(operators, operator.id, operator);
        return 'added';
      }),

    removeOperator: (id) =>
      store.transact(async (change) => {
        if (!(await change.get(operators, id))) return { kind: 'unknown' };
        const count = async <T>(collection: Collection<T, 'operator'>) => {
          return (await change.find(collection, 'operator', id)).length;
        };
        const use = {
          connections: await count(connections),
          grants: await count(grants),
          bindings: await count(bindings),
          subscriptions: await count(subscriptions),
        };
        if (Object.values(use).some((amount) => amount > 0)) return { kind: 'in-use', use };
        await change.delete(operators, id);
        return { kind: 'removed' };
      }),

    grants: (of) => select(grants, of),

    grant: (grant) =>
      store.transact(async (change) => {
        if (!(await change.get(operators, grant.operator))) return 'unknown-operator';
        const id = `${grant.principal}/${grant.operator}`;
        const before = await change.get(grants, id);
        await change.put(grants, id, grant);
        return before ? 'changed' : 'granted';
      }),

    revoke: (principal, operator) =>
      store.transact(async (change) => {
        return (await change.delete(grants, `${principal}/${operator}`)) ? 'revoked' : 'no-grant';
      }),

    bindings: (of) => select(bindings, of),

    bind: (binding) =>
      store.transact(async (change) => {
        if (!(await change.get(operators, binding.operator))) return 'unknown-operator';
        if (await change.get(bindings, keyOf(binding))) return 'already-bound';
        await change.put(bindings, keyOf(binding), binding);
        return 'bound';
      }),

    unbind: (binding) =>
      store.transact(async (change) => {
        if (!(await change.delete(bindings, keyOf(binding)))) return { kind: 'not-bound' };
        return { kind: 'unbound', unsubscribed: await change.delete(subscriptions, keyOf(binding)) };
      }),

    subscriptions: (of) => select(subscriptions, of),

    subscribe: (subscription) =>
      store.transact(async (change) => {
        if (!(await change.get(operators, subscription.operator))) return 'unknown-operator';
        if (!(await change.get(bindings, keyOf(subscription)))) return 'not-bound';
        if (await change.get(subscriptions, keyOf(subscription))) return 'already-subscribed';
        await change.put(subscriptions, keyOf(subscription), subscription);
        return 'subscribed';
      }),

    unsubscribe: (subscription) =>
      store.transact(async (change) => {
        return (await change.delete(subscriptions, keyOf(subscription))) ? 'unsubscribed' : 'not-subscribed';
      }),

    ...createInvitations(store, clock, linksTo),
  };
}

/** Reads the grants of a principal and the bindings of a chat from one consistent view. */
export async function readAccess(view: ReadView, principal: Principal, chat: string) {
  const granted = await view.find(records.grants, 'principal', principal);
  const bound = await view.find(records.bindings, 'chat', chat);
  return {
    grants: granted.map(({ document }): Grant => document),
    bindings: bound.map(({ document }): Binding => document),
  };
}

/** All documents, or those with a value in one index. */
type Selection<I extends string> = 'all' | { readonly [K in I]: { readonly [P in K]: string } }[I];

function keyOf({ chat, operator }: Binding): string {
  return `${chat}/${operator}`;
}
