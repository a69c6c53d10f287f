import * as z from 'zod';
import { connections } from '../../core/access/records.ts';
import { isoDayAt } from '../../core/time/day.ts';
import { rewrap } from '../../engine/readings/credentials.ts';
import { addKey, readKeyRing, retireKey } from '../../vault/key-file.ts';
import { defineAction, done, refused } from '../action.ts';

/** Keys are called by the day that they were made on. */
export const stemOf = (now: number) => `k${isoDayAt(now, 'UTC')}`;

export const keyAdd = defineAction({
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
export const keyRewrap = defineAction({
  name: 'key rewrap',
  input: z.object({}),
  about: () => 'all connections',
  run: (_, { store, vault, alone }) =>
    alone(async () => {
      const keys = await vault();
      const count = await store.transact(async (change) => {
        const found = await change.list(connections);
        for (const { id, document: record } of found) {
          await change.put(connections, id, rewrap(record, keys));
        }
        return found.length;
      });
      return done(
        `${count} ${count === 1 ? 'connection is' : 'connections are'} wrapped with the active key.`,
      );
    }),
});

export const keyRetire = defineAction({
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

export const keyActions = [keyAdd, keyRewrap, keyRetire];
