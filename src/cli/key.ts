import { defineCommand } from 'citty';
import * as z from 'zod';
import { isoDayAt } from '../core/day.ts';
import { connections } from '../core/records.ts';
import { rewrapped } from '../engine/sealing.ts';
import { systemClock } from '../observe/clock.ts';
import { loadSettings } from '../settings.ts';
import { addKey, initKeyRing, readKeyRing, retireKey } from '../vault/keyFile.ts';
import { defineAction, done, refused } from './action.ts';
import { leaf } from './leaf.ts';
import { keyPlace } from './open.ts';
import { perform } from './perform.ts';
import { tell } from './tell.ts';

/** Keys are called by the day that they were made on. */
const stemOf = (now: number) => `k${isoDayAt(now, 'UTC')}`;

const add = defineAction({
  name: 'key add',
  input: z.object({}),
  about: () => 'a new key',
  run: (_, { keys, clock, alone }) =>
    alone(async () => {
      const { ids } = await readKeyRing(keys);
      const stem = stemOf(clock.now());
      const names = [stem, ...ids.map((_id, index) => `${stem}-${index + 2}`)];
      const id = names.find((name) => !ids.includes(name)) ?? stem;
      await addKey(keys, id);
      return done(
        `Key ${id} is the active one now. Copy the key file to where its copies are kept.`,
        'Next: npm run -s walletwatch -- key rewrap',
      );
    }),
});

/** Rewraps in one transaction: all credentials or none. */
const rewrap = defineAction({
  name: 'key rewrap',
  input: z.object({}),
  about: () => 'all connections',
  run: (_, { store, vault, alone }) =>
    alone(async () => {
      const keys = await vault();
      const count = await store.transact(async (change) => {
        const found = await change.list(connections);
        for (const { id, document: record } of found) {
          await change.put(connections, id, rewrapped(record, keys));
        }
        return found.length;
      });
      return done(
        `${count} ${count === 1 ? 'connection is' : 'connections are'} wrapped with the active key.`,
      );
    }),
});

const retire = defineAction({
  name: 'key retire',
  input: z.object({ id: z.string() }),
  about: ({ id }) => id.slice(0, 40),
  run: ({ id }, { keys, store, alone }) =>
    alone(async () => {
      const ring = await readKeyRing(keys);
      if (!ring.ids.includes(id))
        return refused(`There is no key ${id}: the ring holds ${ring.ids.join(', ')}.`);
      if (id === ring.active)
        return refused(`Key ${id} is the active one. Run first: npm run -s walletwatch -- key add`);
      const found = await store.read((view) => view.list(connections));
      const held = found.filter(({ document }) =>
        Object.values(document.secrets).some(({ kid }) => kid === id),
      );
      if (held.length > 0) {
        const names = held.map((entry) => entry.id).join(', ');
        return refused(`Key ${id} still wraps ${names}. Run first: npm run -s walletwatch -- key rewrap`);
      }
      await retireKey(keys, id);
      return done(
        `Key ${id} is out of the ring. Backups from before the rewrap need it: keep a copy as long as them.`,
      );
    }),
});

export const keyActions = [add, rewrap, retire];

export const key = defineCommand({
  meta: { name: 'key', description: 'The key ring that credentials are sealed with' },
  subCommands: {
    init: leaf({
      meta: { name: 'init', description: 'Make the key ring' },
      args: {},
      async run() {
        const place = keyPlace(loadSettings());
        await initKeyRing(place, stemOf(systemClock.now()));
        return tell(
          done(
            `Key ring made at ${place.file}. Keep a copy of it apart from the backups: without it no credential opens.`,
            'Next: npm run -s walletwatch -- operator add <id> --name "<name>"',
          ),
        );
      },
    }),
    add: leaf({
      meta: { name: 'add', description: 'Add a key; new credentials are sealed with it' },
      args: {},
      run: () => perform(add, {}),
    }),
    rewrap: leaf({
      meta: { name: 'rewrap', description: 'Wrap every credential with the active key' },
      args: {},
      run: () => perform(rewrap, {}),
    }),
    retire: leaf({
      meta: { name: 'retire', description: 'Take a key out of the ring that wraps nothing any more' },
      args: {
        key: { type: 'positional', description: 'id of the key, as “key list” shows it', required: true },
      },
      run: ({ args }) => perform(retire, { id: args.key }),
    }),
    list: leaf({
      meta: { name: 'list', description: 'List the keys of the ring by id' },
      args: {},
      async run() {
        const ring = await readKeyRing(keyPlace(loadSettings()));
        return tell(done(...ring.ids.map((id) => (id === ring.active ? `${id}  active` : id))));
      },
    }),
  },
});
