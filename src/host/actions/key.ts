import * as z from 'zod';
import { connections } from '../../core/access/records.ts';
import { isoDayAt } from '../../core/time/day.ts';
import { rewrap } from '../../engine/readings/credentials.ts';
import { addKey, readKeyRing, retireKey } from '../../vault/key-file.ts';
import { defineAction, done, refused } from '../action.ts';
import { cliCommand } from '../text.ts';

/** Returns the id of a key created on that day. */
export const newKeyId = (now: number) => `k${isoDayAt(now, 'UTC')}`;

export const keyAdd = defineAction({
  name: 'key add',
  input: z.object({}),
  about: () => 'a new key',
  run: (_, { keys, clock, exclusively }) =>
    exclusively(async () => {
      const { ids } = await readKeyRing(keys);
      const today = newKeyId(clock.now());
      const names = [today, ...ids.map((_id, index) => `${today}-${index + 2}`)];
      const id = names.find((name) => !ids.includes(name)) ?? today;
      await addKey(keys, id);
      return done(
        `Key ${id} is now active. Store a new copy of the key file.`,
        `Next: ${cliCommand} key rewrap`,
      );
    }),
});

/** Encrypts all credentials with the active key, in one transaction. */
export const keyRewrap = defineAction({
  name: 'key rewrap',
  input: z.object({}),
  about: () => 'all connections',
  run: (_, { store, vault, exclusively }) =>
    exclusively(async () => {
      const keys = await vault();
      const count = await store.transact(async (change) => {
        const found = await change.list(connections);
        for (const { id, document } of found) await change.put(connections, id, rewrap(document, keys));
        return found.length;
      });
      return done(
        `${count} ${count === 1 ? 'connection is' : 'connections are'} encrypted with the active key.`,
      );
    }),
});

export const keyRetire = defineAction({
  name: 'key retire',
  input: z.object({ id: z.string() }),
  about: ({ id }) => id.slice(0, 40),
  run: ({ id }, { keys, store, exclusively }) =>
    exclusively(async () => {
      const ring = await readKeyRing(keys);
      if (!ring.ids.includes(id))
        return refused(`There is no key ${id}: the key ring contains ${ring.ids.join(', ')}.`);
      if (id === ring.active) return refused(`Key ${id} is active. Run first: ${cliCommand} key add`);
      const found = await store.read((view) => view.list(connections));
      const inUse = found.filter(({ document }) =>
        Object.values(document.secrets).some(({ kid }) => kid === id),
      );
      if (inUse.length > 0) {
        const names = inUse.map((entry) => entry.id).join(', ');
        return refused(`Key ${id} still encrypts ${names}. Run first: ${cliCommand} key rewrap`);
      }
      await retireKey(keys, id);
      return done(
        `Key ${id} is removed from the key ring. Backups written before the rewrap need it: store a copy with them.`,
      );
    }),
});

export const keyActions = [keyAdd, keyRewrap, keyRetire];
