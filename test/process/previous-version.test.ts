import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openState, type State } from '../../src/app/state.ts';
import * as accessRecords from '../../src/core/access/records.ts';
import * as postRecords from '../../src/core/alerts/post-record.ts';
import * as alertRecords from '../../src/core/alerts/records.ts';
import { defaultTiming } from '../../src/core/alerts/timing.ts';
import type { SendResult } from '../../src/core/chat/courier.ts';
import * as chatRecords from '../../src/core/chat/records.ts';
import { renderPlain } from '../../src/core/reply/plain.ts';
import type { Collection, Store } from '../../src/core/store.ts';
import { createDispatcher } from '../../src/engine/alerts/deliver/dispatcher.ts';
import { secretsOf } from '../../src/engine/readings/credentials.ts';
import { createLog } from '../../src/observe/log.ts';
import { createScrubber } from '../../src/observe/scrub.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { importState } from '../../src/store/state/backup.ts';
import { readKeyRing } from '../../src/vault/key-file.ts';
import { createFakeClock } from '../fakes/clock.ts';

const fixture = new URL('../fixtures/previous-version/', import.meta.url);
/** One minute after the documents of the fixture were written. */
const writtenAt = Date.UTC(2026, 10, 30, 12, 1);
const reader = { locale: 'en-IN', timeZone: 'Asia/Kolkata' };

let folder = '';
let place = { file: '', dataDir: '' };
let state: State | undefined;

const clock = createFakeClock(writtenAt);
const scrubber = createScrubber();
const environment = { clock, scrubber, log: createLog('error', scrubber, process.stderr) };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walletwatch-previous-'));
  await cp(fixture, folder, { recursive: true });
  place = { file: join(folder, 'keyring.json'), dataDir: join(folder, 'state') };
  await chmod(place.dataDir, 0o700);
  for (const name of ['keyring.json', 'keyring.json.generation']) await chmod(join(folder, name), 0o600);
});
afterEach(async () => {
  await state?.close();
  state = undefined;
  await rm(folder, { recursive: true, force: true });
});

const collections = [accessRecords, alertRecords, postRecords, chatRecords]
  .flatMap((module): readonly unknown[] => Object.values(module))
  .filter((value): value is Collection<unknown> => {
    return typeof value === 'object' && value !== null && 'indexes' in value;
  });

/** Documents in each collection, after each of them was read through its schema. */
async function countDocuments({ store }: State): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const collection of collections) {
    const entries = await store.read((view) => view.list(collection));
    for (const { document } of entries) collection.schema.parse(document);
    counts[collection.name] = entries.length;
  }
  return counts;
}

/** The same documents in a memory store, whose changes take no real time. */
async function copyToMemory({ store }: State): Promise<Store> {
  const memory = createMemoryStore();
  for (const collection of collections) {
    const entries = await store.read((view) => view.list(collection));
    await memory.transact(async (change) => {
      for (const { id, document } of entries) await change.put(collection, id, document);
    });
  }
  return memory;
}

const written = {
  operators: 2,
  connections: 3,
  grants: 3,
  bindings: 2,
  subscriptions: 1,
  invites: 1,
  inviteGuesses: 1,
  incidents: 6,
  posts: 7,
  thresholds: 2,
  memories: 1,
  watchState: 1,
  destinations: 2,
  deliveries: 2,
  answeredDeliveries: 1,
  tickets: 1,
};

describe('the state of version 0.1.0', () => {
  it('opens with every document and a whole audit', async () => {
    state = await openState(place, environment);
    expect(await countDocuments(state)).toEqual(written);
    expect(await state.store.verifyAudit()).toMatchObject({ kind: 'ok', records: 13 });
  });

  it('has credentials that open', async () => {
    state = await openState(place, environment);
    const vault = await state.vault();
    const records = await state.store.read((view) => view.list(accessRecords.connections));
    const opened = records.map(({ document }) => Object.keys(secretsOf(document, vault)));
    expect(opened.sort()).toEqual([['apiKey'], ['privateKey', 'wallets'], ['token']]);
  });

  it('restores from its backup into an empty folder', async () => {
    const ring = await readKeyRing(place);
    const keys = { stateMac: ring.derive('state-mac'), auditMac: ring.derive('audit-mac') };
    const restored = join(folder, 'restored');
    const from = join(folder, 'backup.jsonl');
    await importState({ folder: restored, from, keys, clock });
    await rm(join(folder, 'keyring.json.generation'));
    state = await openState({ ...place, dataDir: restored }, environment);
    expect(await countDocuments(state)).toEqual(written);
  });

  it('continues to deliver its alerts: queued once, begun marked as a possible repeat, posted edited', async () => {
    state = await openState(place, environment);
    const store = await copyToMemory(state);
    const calls: string[] = [];
    const send = (what: string, target: string, text: string): SendResult => {
      const ids = [...new Set(text.match(/\bA\d\b/g))].join(' ');
      calls.push(`${what} ${target}: ${ids}${text.includes('Possible repeat') ? ', marked' : ''}`);
      return { kind: 'sent', message: String(100 + calls.length) };
    };
    const dispatcher = createDispatcher({
      store,
      timing: defaultTiming,
      usable: () => true,
      moveChat: async () => {},
      admins: [],
      random: () => 0.5,
      clock,
      log: environment.log,
      reader,
      couriers: () => [
        {
          serves: () => true,
          send: async (chat, reply) => send('send', chat, renderPlain(reply, { reader })),
          edit: async (_, message, reply) => send('edit', message, renderPlain(reply, { reader })),
          replyTo: async (_, message, reply) => send('reply', message, renderPlain(reply, { reader })),
        },
      ],
    });
    await dispatcher.start();
    await clock.advance(60_000);
    await dispatcher.stop();
    expect(calls.sort()).toEqual([
      'edit 11: A1',
      // The queued A2 joins the digest that was about to grow.
      'edit 17: A1 A6 A2',
      'send telegram:-1001: A3, marked',
      'send telegram:-1001: A5',
      'send telegram:-1001: A6, marked',
    ]);
  });
});
