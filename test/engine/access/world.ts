import { joinRealms } from '../../../src/app/realms.ts';
import { commands } from '../../../src/commands/index.ts';
import type { Chat, ChatId, Grant, OperatorId, Principal } from '../../../src/core/access/policy.ts';
import { bindings, connections, grants, operatorRecords } from '../../../src/core/access/records.ts';
import type { Line } from '../../../src/core/chat/line.ts';
import type { Capabilities } from '../../../src/core/provider/provider.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import type { AuditEntry, Store } from '../../../src/core/store.ts';
import { createRegistry } from '../../../src/engine/access/registry.ts';
import { createAnswer } from '../../../src/engine/answer/answer.ts';
import { createReadings } from '../../../src/engine/readings/readings.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { account, given, total, wallet } from '../../fakes/books.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';
import { quietLog } from '../../store/folder.ts';

/** The grants, the bindings, and the admins by the settings. */
export interface Setting {
  readonly operators: readonly OperatorId[];
  readonly grants: readonly Grant[];
  readonly bindings: readonly { readonly chat: ChatId; readonly operator: OperatorId }[];
  readonly admins: readonly Principal[];
  /** Number of accounts of each operator; default 2. */
  readonly accounts?: number;
}

/** The real pipeline, commands, registry and readings over a memory store; the figures of each operator are unique. */
export interface World {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly audited: AuditEntry[];
  /** The operators of the questions that providers received. */
  readonly calls: string[];
  /** Runs within every question to a provider, before it is answered. */
  during: () => Promise<void>;
  say(principal: Principal, chat: Chat, text: string): Promise<Reply>;
}

/** Texts that only the figures of this operator contain: in names, and in the digits of every amount. */
export function canariesOf(operator: OperatorId): readonly string[] {
  return [`canary-${operator}`, `${digitsOf(operator)}.07`];
}

/** The operators of which a reply shows any provider data. */
export function shownIn(reply: Reply, all: readonly OperatorId[]): readonly OperatorId[] {
  const text = JSON.stringify(reply);
  return all.filter((operator) => canariesOf(operator).some((canary) => text.includes(canary)));
}

const digitsOf = (operator: OperatorId) => `71${operator.replace(/\D/g, '').padStart(3, '0')}`;

export async function openWorld(setting: Setting): Promise<World> {
  const clock = createFakeClock();
  const store = createMemoryStore();
  const audited: AuditEntry[] = [];
  const calls: string[] = [];
  await store.transact(async (change) => {
    for (const id of setting.operators) {
      await change.put(operatorRecords, id, { id, name: id });
      const record = { operator: id, id: 'main', provider: 'bank', settings: {}, secrets: {} };
      await change.put(connections, `${id}/main`, record);
    }
    for (const grant of setting.grants)
      await change.put(grants, `${grant.principal}/${grant.operator}`, grant);
    for (const binding of setting.bindings)
      await change.put(bindings, `${binding.chat}/${binding.operator}`, binding);
  });

  const answered = async <T>(operator: OperatorId, answer: T): Promise<T> => {
    calls.push(operator);
    await world.during();
    return answer;
  };
  const booksOf = (operator: OperatorId): Capabilities => {
    const [name = '', amount = ''] = canariesOf(operator);
    const figures = { available: given(amount), limit: given(amount), used: given('0') };
    const listed = Array.from({ length: setting.accounts ?? 2 }, (_, index) =>
      account(`${name} ${index + 1}`, { number: `99${digitsOf(operator)}${1000 + index}`, figures }),
    );
    const totals = [total(name, 1, amount, amount)];
    const purse = wallet('101', amount, 'INR', { name });
    return {
      accounts: () => answered(operator, { accounts: listed, notes: [] }),
      limits: () => answered(operator, { accounts: listed, notes: [] }),
      summary: () => answered(operator, { totals, empty: false }),
      balances: () => answered(operator, [{ kind: 'ok', wallet: purse }]),
      wallets: () => answered(operator, { wallets: [purse], complete: true, total: 1, unreadable: 0 }),
      wallet: () => answered(operator, purse),
    };
  };
  const realms = joinRealms(
    [{ store, vault: () => Promise.reject(new Error('there are no credentials here')) }],
    () => {
      throw new Error('the directory below opens connections');
    },
    setting.admins,
  );
  const answer = createAnswer({
    commands,
    clock,
    log: quietLog,
    reader: { locale: 'en-IN', timeZone: 'Asia/Kolkata' },
    access: realms.access,
    directory: {
      open: async (ids) =>
        ids.map((id) => ({
          operator: { id, name: id },
          id: 'main',
          provider: 'bank',
          fingerprint: 'the same for all',
          connection: { can: booksOf(id), currency: 'INR', timeZone: 'Asia/Kolkata', lacks: [] },
        })),
    },
    readings: createReadings({ clock, log: quietLog }),
    audit: async (entry) => {
      audited.push(entry);
      await store.audit.append(entry);
    },
    registry: createRegistry(store, clock),
    records: store.audit,
    rates: { principal: { burst: 1000, every: 1 }, chat: { burst: 1000, every: 1 } },
    newIncident: () => 'c0ffee',
  });
  const world: World = {
    clock,
    store,
    audited,
    calls,
    during: async () => {},
    say: (principal, chat, text) => answer({ principal, chat, text, origin: 'typed' } satisfies Line),
  };
  return world;
}
