import type { ChatId, Principal } from '../../../src/core/access/policy.ts';
import { bindings, operatorRecords, subscriptions } from '../../../src/core/access/records.ts';
import type { Post } from '../../../src/core/alerts/post.ts';
import { posts, readPost } from '../../../src/core/alerts/post-record.ts';
import type { IncidentRecord } from '../../../src/core/alerts/records.ts';
import { incidents, readIncident } from '../../../src/core/alerts/records.ts';
import type { Timing } from '../../../src/core/alerts/timing.ts';
import { lazy } from '../../../src/core/async/lazy.ts';
import type { Courier, SendResult } from '../../../src/core/chat/courier.ts';
import { ProviderError, type Reason } from '../../../src/core/errors/errors.ts';
import type { Account, AccountList, UnchangedList } from '../../../src/core/provider/provider.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import type { Store } from '../../../src/core/store.ts';
import type { Clock } from '../../../src/core/time/clock.ts';
import { createAlerts } from '../../../src/engine/alerts/alerts.ts';
import { moveChat } from '../../../src/engine/chat/move-chat.ts';
import { createReadings, type OpenConnection } from '../../../src/engine/readings/readings.ts';
import { rules } from '../../../src/rules/index.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { plain } from '../../commands/plain.ts';
import { account, rupees } from '../../fakes/books.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';
import { quietLog } from '../../store/folder.ts';

export const reader = { locale: 'en-IN', timeZone: 'Asia/Kolkata' };

/** Waits for enough event-loop turns to end all work in memory. */
export async function fewTurns(): Promise<void> {
  for (let turn = 0; turn < 9; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** One call of a courier, with its result. */
export interface Carried {
  readonly at: number;
  readonly what: 'send' | 'edit' | 'follow';
  readonly chat: ChatId;
  readonly message: string;
  readonly text: string;
  readonly reply: Reply;
  readonly outcome: SendResult['kind'];
}

/** A chat platform that accepts every call, unless a test sets its answer. */
export interface FakePlatform {
  readonly courier: Courier;
  /** Every call in order. */
  readonly calls: Carried[];
  /** The current messages, by chat. */
  readonly shown: Map<ChatId, Map<string, string>>;
  /** Duration of the next call before, and again after, the platform decides on it. */
  latency: () => number;
  /** Result of the next calls; `undefined` means sent. `accepted-unknown`: sent, with an unknown result. */
  answer: (call: Pick<Carried, 'what' | 'chat' | 'at'>) => SendResult | 'accepted-unknown' | undefined;
}

export function createPlatform(id: string, clock: Clock): FakePlatform {
  let count = 0;
  const carry = async (
    what: Carried['what'],
    chat: ChatId,
    reply: Reply,
    message?: string,
  ): Promise<SendResult> => {
    const latency = platform.latency();
    if (latency > 0) await clock.sleep(latency);
    const answer = platform.answer({ what, chat, at: clock.now() });
    const isNew = what !== 'edit';
    if (isNew) count += 1;
    const id = isNew ? `m${count}` : (message ?? '');
    const outcome: SendResult =
      answer === undefined
        ? { kind: 'sent', message: id }
        : answer === 'accepted-unknown'
          ? { kind: 'ambiguous' }
          : answer;
    const text = plain(reply, reader);
    platform.calls.push({ at: clock.now(), what, chat, message: id, text, reply, outcome: outcome.kind });
    if (answer === undefined || answer === 'accepted-unknown') {
      const messages = platform.shown.get(chat) ?? new Map<string, string>();
      platform.shown.set(chat, messages.set(id, text));
    }
    if (latency > 0) await clock.sleep(latency);
    return outcome;
  };
  const platform: FakePlatform = {
    calls: [],
    shown: new Map(),
    latency: () => 0,
    answer: () => undefined,
    courier: {
      serves: (chat) => chat.startsWith(`${id}:`),
      send: (chat, reply) => carry('send', chat, reply),
      edit: (chat, message, reply) => carry('edit', chat, reply, message),
      replyTo: (chat, message, reply) => carry('follow', chat, reply, message),
    },
  };
  return platform;
}

export interface WorldOptions {
  readonly store?: Store;
  readonly clock?: FakeClock;
  readonly chats?: readonly ChatId[];
  readonly admins?: readonly Principal[];
  readonly poll?: number;
  readonly timing?: Timing;
  /** Whether responses have fingerprints; they have by default. */
  readonly hasFingerprints?: boolean;
  /** Accounts by connection. */
  readonly connections?: readonly string[];
  /** Called with the answer to each question about accounts. */
  readonly onAsked?: (connection: string, answer: readonly Account[] | Reason) => void;
}

/** Alerts over one operator's fake connections and two chat platforms, `red` and `blue`. */
export async function createWorld(options: WorldOptions = {}) {
  const {
    clock = createFakeClock(),
    store = createMemoryStore(),
    poll = 60_000,
    admins = [],
    timing,
  } = options;
  const { connections = ['bank'], chats = ['red:1'], onAsked } = options;
  const lists = new Map<string, Map<string, Account>>(connections.map((id) => [id, new Map()]));
  const failing = new Map<string, Reason>();
  let [asked, unread] = [0, 0];
  const open = connections.map((id): OpenConnection => {
    let last: string | undefined;
    const accounts = async (): Promise<AccountList | UnchangedList> => {
      asked += 1;
      const reason = failing.get(id);
      const accounts = [...(lists.get(id)?.values() ?? [])];
      onAsked?.(id, reason ?? accounts);
      if (reason !== undefined) throw new ProviderError(reason);
      const validator = { fingerprint: JSON.stringify(accounts), rows: accounts.length };
      if (options.hasFingerprints === false) return { accounts, notes: [] };
      if (last !== validator.fingerprint) {
        last = validator.fingerprint;
        return { accounts, notes: [], validator };
      }
      unread += 1;
      const read = lazy(() => {
        unread -= 1;
        return accounts;
      });
      return { read, notes: [], validator };
    };
    return {
      operator: { id: 'acme', name: 'Acme' },
      id,
      provider: 'bank',
      fingerprint: 'f',
      connection: { can: { accounts }, timeZone: 'UTC', lacks: [] },
    };
  });
  await store.transact(async (change) => {
    await change.put(operatorRecords, 'acme', { id: 'acme', name: 'Acme' });
    for (const chat of chats) {
      await change.put(bindings, `${chat}/acme`, { chat, operator: 'acme' });
      await change.put(subscriptions, `${chat}/acme`, { chat, operator: 'acme' });
    }
  });
  const red = createPlatform('red', clock);
  const blue = createPlatform('blue', clock);
  const make = (life: Life) =>
    createAlerts({
      store: mortalStore(store, life),
      clock: { ...clock, sleep: (ms, signal) => mortal(clock.sleep(ms, signal), life) },
      log: quietLog,
      reader,
      rules,
      directory: { open: async (ids) => (ids.includes('acme') ? open : []) },
      readings: createReadings({ clock, log: quietLog, cache: 0 }),
      couriers: () => [mortalCourier(red.courier, life), mortalCourier(blue.courier, life)],
      moveChat: (from, to) => moveChat(store, from, to),
      admins,
      poll,
      deadline: 8_000,
      random: () => 0.5,
      ...(timing !== undefined && { timing }),
    });
  let life: Life = { isOver: false };
  let alerts = make(life);
  return {
    clock,
    store,
    red,
    blue,
    failing,
    get alerts() {
      return alerts;
    },
    get asked() {
      return asked;
    },
    /** Number of responses equal to the previous one that were not parsed. */
    get unread() {
      return unread;
    },
    /** Sets the remaining amount of an account's limit of 1,000; `undefined` removes the account. */
    left(
      name: string,
      amount: number | undefined,
      more: Partial<Account> = {},
      connection = connections[0] ?? '',
    ) {
      const list = lists.get(connection);
      if (amount === undefined) list?.delete(name);
      else {
        const figures = rupees({ limit: '1000', available: String(amount) });
        list?.set(name, account(name, { upi: name, figures, ...more }));
      }
    },
    /** Stops the process and starts another one on its store. */
    async restart() {
      await this.stop();
      await this.revive();
    },
    /** Ends the process abruptly. */
    kill() {
      life.isOver = true;
    },
    get isDead() {
      return life.isOver;
    },
    async revive() {
      life = { isOver: false };
      alerts = make(life);
      await alerts.start();
    },
    /** Advances the clock by a number of polls. */
    async polls(count: number) {
      for (let round = 0; round < count; round++) await clock.advance(poll * 1.06);
    },
    async stop() {
      const stopping = alerts.stop();
      await clock.advance(100_000);
      await stopping;
    },
    incidents: (): Promise<readonly IncidentRecord[]> =>
      store.read(async (view) => (await view.list(incidents)).map(({ document }) => readIncident(document))),
    posts: (): Promise<readonly Post[]> =>
      store.read(async (view) => (await view.list(posts)).map(({ document }) => readPost(document))),
  };
}

/** One process. Once it is over, its pending promises never settle. */
interface Life {
  isOver: boolean;
}

/** A new promise each time, so that it can be collected together with its waiters. */
const never = () => new Promise<never>(() => {});

async function mortal<T>(work: Promise<T>, life: Life): Promise<T> {
  const settled = await work.then(
    (value) => ({ value }),
    (thrown: unknown) => ({ thrown }),
  );
  if (life.isOver) return never();
  if ('thrown' in settled) throw settled.thrown;
  return settled.value;
}

function mortalStore(store: Store, life: Life): Store {
  return {
    ...store,
    read: (query) => (life.isOver ? never() : mortal(store.read(query), life)),
    transact: (change) => (life.isOver ? never() : mortal(store.transact(change), life)),
  };
}

function mortalCourier({ serves, send, edit, replyTo }: Courier, life: Life): Courier {
  const call = (work: () => Promise<SendResult>) => (life.isOver ? never() : mortal(work(), life));
  return {
    serves,
    send: (chat, reply) => call(() => send(chat, reply)),
    edit: (chat, message, reply) => call(() => edit(chat, message, reply)),
    ...(replyTo && { replyTo: (...given) => call(() => replyTo(...given)) }),
  };
}

export type World = Awaited<ReturnType<typeof createWorld>>;

/** The calls in short: `send red:1 …`. */
export function said(calls: readonly Carried[]): readonly string[] {
  return calls.map(({ what, chat, text }) => `${what} ${chat} ${text.split('\n')[0]}`);
}
