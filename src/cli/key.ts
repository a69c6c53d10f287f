import { defineCommand } from 'citty';
import { z } from 'zod';
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

/** Rewraps in one transaction: all credentials or none. */
const rewrap = defineAction({
  name: 'key rewrap',
  input: z.object({}),
  about: () => 'all connections',
  async run(_, { store, vault }) {
    const keys = await vault();
    const count = await store.transact(async (change) => {
      const found = await change.list(connections);
      for (const { id, document: record } of found) {
        await change.put(connections, id, rewrapped(record, keys));
      }
      return found.length;
    });
    return done(`${count} ${count === 1 ? 'connection is' : 'connections are'} wrapped with the active key.`);
  },
});

/** Keys that credentials are still wrapped with, so that none of them is retired. */
const inUse = defineAction({
  name: 'key in-use',
  input: z.object({ kid: z.string() }),
  async run({ kid }, { store }) {
    const found = await store.read((view) => view.list(connections));
    const held = found.filter(({ document }) =>
      Object.values(document.secrets).some((sealed) => sealed.kid === kid),
    );
    if (held.length === 0) return done();
    return refused(
      `Key ${kid} still wraps ${held.map(({ id }) => id).join(', ')}: run npm run -s walletwatch -- key rewrap first.`,
    );
  },
});

export const keyActions = [rewrap, inUse];

export const key = defineCommand({
  meta: { name: 'key', description: 'The key ring that credentials are sealed with' },
  subCommands: {
    init: leaf({
      meta: { name: 'init', description: 'Make the key ring' },
      args: {},
      async run() {
        const place = keyPlace(loadSettings());
        await initKeyRing(place, `k${isoDayAt(systemClock.now(), 'UTC')}`);
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
      async run() {
        const place = keyPlace(loadSettings());
        const ring = await readKeyRing(place);
        const stem = `k${isoDayAt(systemClock.now(), 'UTC')}`;
        const id =
          [stem, ...ring.ids.map((_, index) => `${stem}-${index + 2}`)].find(
            (name) => !ring.ids.includes(name),
          ) ?? stem;
        await addKey(place, id);
        return tell(done(`Key ${id} is the active one now.`, 'Next: npm run -s walletwatch -- key rewrap'));
      },
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
      async run({ args }) {
        const place = keyPlace(loadSettings());
        const ring = await readKeyRing(place);
        if (!ring.ids.includes(args.key)) {
          return tell(refused(`There is no key ${args.key}: the ring holds ${ring.ids.join(', ')}.`));
        }
        if (args.key === ring.active) {
          return tell(
            refused(
              `Key ${args.key} is the active one: run npm run -s walletwatch -- key add and key rewrap first.`,
            ),
          );
        }
        const used = await perform(inUse, { kid: args.key });
        if (used !== 0) return used;
        await retireKey(place, args.key);
        return tell(
          done(
            `Key ${args.key} is out of the ring. Backups from before the rewrap need it: keep a copy as long as them.`,
          ),
        );
      },
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
