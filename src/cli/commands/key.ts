import { defineCommand } from 'citty';
import { keyFileOf } from '../../app/state.ts';
import { done } from '../../host/action.ts';
import { keyAdd, keyRetire, keyRewrap, stemOf } from '../../host/actions/key.ts';
import { systemClock } from '../../observe/clock.ts';
import { loadSettings } from '../../settings.ts';
import { initKeyRing, readKeyRing } from '../../vault/key-file.ts';
import { printResult } from '../print.ts';
import { runRemoteOrLocal } from '../run-action.ts';
import { subcommand } from '../subcommand.ts';

export const keySubcommand = defineCommand({
  meta: { name: 'key', description: 'The key ring that credentials are sealed with' },
  subCommands: {
    init: subcommand({
      meta: { name: 'init', description: 'Make the key ring' },
      args: {},
      async run() {
        const place = keyFileOf(loadSettings());
        await initKeyRing(place, stemOf(systemClock.now()));
        return printResult(
          done(
            `Key ring made at ${place.file}. Keep a copy of it apart from the backups: without it no credential opens.`,
            'Next: npm run -s walletwatch -- operator add <id> --name "<name>"',
          ),
        );
      },
    }),
    add: subcommand({
      meta: { name: 'add', description: 'Add a key; new credentials are sealed with it' },
      args: {},
      run: () => runRemoteOrLocal(keyAdd, {}),
    }),
    rewrap: subcommand({
      meta: { name: 'rewrap', description: 'Wrap every credential with the active key' },
      args: {},
      run: () => runRemoteOrLocal(keyRewrap, {}),
    }),
    retire: subcommand({
      meta: { name: 'retire', description: 'Take a key out of the ring that wraps nothing any more' },
      args: {
        key: { type: 'positional', description: 'id of the key, as “key list” shows it', required: true },
      },
      run: ({ args }) => runRemoteOrLocal(keyRetire, { id: args.key }),
    }),
    list: subcommand({
      meta: { name: 'list', description: 'List the keys of the ring by id' },
      args: {},
      async run() {
        const ring = await readKeyRing(keyFileOf(loadSettings()));
        return printResult(done(...ring.ids.map((id) => (id === ring.active ? `${id}  active` : id))));
      },
    }),
  },
});
