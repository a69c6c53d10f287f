import { defineCommand } from 'citty';
import { keyPlace } from '../../app/state.ts';
import { done } from '../../host/action.ts';
import { add, retire, rewrap, stemOf } from '../../host/actions/key.ts';
import { systemClock } from '../../observe/clock.ts';
import { loadSettings } from '../../settings.ts';
import { initKeyRing, readKeyRing } from '../../vault/key-file.ts';
import { tell } from '../print.ts';
import { perform } from '../run-action.ts';
import { leaf } from '../subcommand.ts';

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
