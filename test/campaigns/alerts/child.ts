/** A process with alerts, for a campaign to kill: `child <folder> <platform url> story|live [boundary before|after]`. */

import { writeSync } from 'node:fs';
import { request } from 'node:http';
import type { ChatId } from '../../../src/core/access/policy.ts';
import { bindings, operatorRecords, subscriptions } from '../../../src/core/access/records.ts';
import { isOpenIncident } from '../../../src/core/alerts/incident.ts';
import { posts } from '../../../src/core/alerts/post-record.ts';
import { incidents } from '../../../src/core/alerts/records.ts';
import { defaultTiming } from '../../../src/core/alerts/timing.ts';
import type { Courier, SendResult } from '../../../src/core/chat/courier.ts';
import { renderPlain } from '../../../src/core/reply/plain.ts';
import type { Store } from '../../../src/core/store.ts';
import { createAlerts } from '../../../src/engine/alerts/alerts.ts';
import { moveChat } from '../../../src/engine/chat/move-chat.ts';
import { createReadings, type OpenConnection } from '../../../src/engine/readings/readings.ts';
import { systemClock } from '../../../src/observe/clock.ts';
import { rules } from '../../../src/rules/index.ts';
import { account, rupees } from '../../fakes/books.ts';
import { quietLog } from '../../store/folder.ts';
import { mortalDisk, openChildStore } from '../store/child.ts';

const tell = (line: string): void => void writeSync(1, `${line}\n`);
const reader = { locale: 'en-IN', timeZone: 'Asia/Kolkata' };
const chats: readonly ChatId[] = ['red:1', 'blue:1'];
const timing = { ...defaultTiming, company: 5, refresh: 20, calm: 0, stormSize: 1e9 };
const accounts = ['a', 'b', 'c', 'd', 'e'];

/** A courier over HTTP. There is a kill boundary before and after each call. */
function createCourier(url: string, step: <T>(act: () => Promise<T>) => Promise<T>): Courier {
  const call = (what: string, chat: ChatId, text: string): Promise<SendResult> =>
    step(
      () =>
        new Promise((resolve) => {
          const body = JSON.stringify({ what, chat, text });
          const sent = request(url, { method: 'POST', agent: false }, (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString()) as SendResult));
            response.on('error', () => resolve({ kind: 'ambiguous' }));
          });
          sent.on('error', (error: NodeJS.ErrnoException) =>
            resolve(error.code === 'ECONNREFUSED' ? { kind: 'retry' } : { kind: 'ambiguous' }),
          );
          sent.end(body);
        }),
    );
  return {
    serves: () => true,
    send: (chat, reply) => call('send', chat, renderPlain(reply, { reader })),
    edit: (chat, _, reply) => call('edit', chat, renderPlain(reply, { reader })),
    replyTo: (chat, _, reply) => call('follow', chat, renderPlain(reply, { reader })),
  };
}

function openAlerts(store: Store, url: string, step: <T>(act: () => Promise<T>) => Promise<T>) {
  const left = new Map(accounts.map((name) => [name, 900]));
  const connection: OpenConnection = {
    operator: { id: 'acme', name: 'Acme' },
    id: 'bank',
    provider: 'bank',
    fingerprint: 'f',
    connection: {
      can: {
        accounts: async () => ({
          accounts: [...left].map(([name, available]) =>
            account(name, { upi: name, figures: rupees({ limit: '1000', available: String(available) }) }),
          ),
          notes: [],
        }),
      },
      timeZone: 'UTC',
      lacks: [],
    },
  };
  // Every answer has a later time than the previous one, however fast they arrive.
  let ticks = systemClock.now();
  const clock = {
    ...systemClock,
    now: () => {
      ticks = Math.max(ticks + 0.001, systemClock.now());
      return ticks;
    },
  };
  const alerts = createAlerts({
    store,
    clock,
    log: quietLog,
    reader,
    rules,
    directory: { open: async () => [connection] },
    readings: createReadings({ clock, log: quietLog, cache: 0 }),
    couriers: () => [courier],
    moveChat: (from, to) => moveChat(store, from, to),
    admins: [],
    poll: 86_400_000,
    deadline: 8_000,
    random: Math.random,
    timing,
  });
  const courier = createCourier(url, step);
  return { alerts, left };
}

async function seed(store: Store): Promise<void> {
  await store.transact(async (change) => {
    if ((await change.get(operatorRecords, 'acme')) !== undefined) return;
    await change.put(operatorRecords, 'acme', { id: 'acme', name: 'Acme' });
    for (const chat of chats) {
      await change.put(bindings, `${chat}/acme`, { chat, operator: 'acme' });
      await change.put(subscriptions, `${chat}/acme`, { chat, operator: 'acme' });
    }
  });
}

const records = (store: Store) =>
  store.read(async (view) => (await view.list(incidents)).map(({ document }) => document));

/** Waits until nothing is left to send. */
async function quiet(store: Store): Promise<void> {
  for (;;) {
    const due = await store.read(async (view) => {
      return (await view.list(posts)).filter(({ document }) => document.due !== undefined);
    });
    if (due.length === 0) return;
    await systemClock.sleep(2);
  }
}

/** One incident from its first breach to its all clear, continued from the point at which an earlier process was killed. */
async function story(store: Store, { alerts, left }: ReturnType<typeof openAlerts>): Promise<void> {
  const [name = ''] = accounts;
  const only = async () => (await records(store)).find(({ subject }) => subject.endsWith(name));
  await alerts.round();
  await quiet(store);
  for (let rounds = 0; rounds < 20; rounds++) {
    const record = await only();
    if (record?.incident.state === 'resolved') break;
    if (record?.incident.state === 'acknowledged') left.set(name, 900);
    else if (record === undefined || !isOpenIncident(record.incident)) left.set(name, 10);
    else {
      left.set(name, 10);
      const by = { principal: 'red:7', name: 'Asha' } as const;
      await alerts.service.acknowledge(record.id ?? '', by, new Set(['acme']));
    }
    await alerts.round();
    await quiet(store);
  }
  tell(`story ${(await only())?.incident.state}`);
}

/** Accounts that fall and rise endlessly; some alerts are acknowledged. */
async function live(store: Store, { alerts, left }: ReturnType<typeof openAlerts>): Promise<void> {
  tell('live');
  for (;;) {
    const open = (await records(store)).filter(({ incident }) => isOpenIncident(incident));
    const name = accounts[Math.floor(Math.random() * accounts.length)] ?? 'a';
    for (const { subject } of open) left.set(subject.slice(-1), 10);
    const alert = open.find(({ subject }) => subject.endsWith(name));
    left.set(name, alert === undefined ? 10 : 900);
    if (alert?.id !== undefined && Math.random() < 0.3) {
      await alerts.service.acknowledge(alert.id, { principal: 'red:7', name: 'Asha' }, new Set(['acme']));
    }
    for (let round = 0; round < 3; round++) await alerts.round();
    await systemClock.sleep(5);
  }
}

async function main([folder = '', url = '', mode = '', at = '0', when = 'before']: readonly string[]) {
  const { disk, step, calls } = mortalDisk(Number(at), when);
  const store = await openChildStore(folder, disk);
  await seed(store);
  const opened = openAlerts(store, url, step);
  const { alerts, left } = opened;
  // The accounts of open alerts are still low.
  for (const { subject, incident } of await records(store))
    if (isOpenIncident(incident)) left.set(subject.slice(-1), 10);
  await alerts.start();
  if (mode === 'live') await live(store, opened);
  if (mode === 'story') await story(store, opened);
  await quiet(store);
  await alerts.stop();
  const state = await records(store);
  const over = state.filter(({ incident }) => incident.state === 'resolved').map(({ id }) => id);
  tell(`over ${over.join(' ')}`);
  tell(
    `open ${state
      .filter(({ incident }) => isOpenIncident(incident))
      .map(({ id }) => id)
      .join(' ')}`,
  );
  await store.close();
  tell(`calls ${calls()}`);
}

if (process.argv[1]?.endsWith('alerts/child.js')) {
  try {
    await main(process.argv.slice(2));
  } catch (thrown) {
    writeSync(2, `${thrown instanceof Error ? (thrown.stack ?? thrown.message) : thrown}\n`);
    process.exitCode = 1;
  }
}
