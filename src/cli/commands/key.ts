import { buildCommand, buildRouteMap } from '@stricli/core';
import { keyFileOf } from '../../app/state.ts';
import { done } from '../../host/action.ts';
import { keyAdd, keyRetire, keyRewrap, newKeyId } from '../../host/actions/key.ts';
import { cliCommand } from '../../host/text.ts';
import { systemClock } from '../../observe/clock.ts';
import { loadSettings } from '../../settings.ts';
import { initKeyRing, readKeyRing } from '../../vault/key-file.ts';
import { actionCommand, argument } from '../parameters.ts';
import { printResult } from '../run-action.ts';

const init = buildCommand({
  docs: { brief: 'Create the key ring' },
  parameters: {},
  async func() {
    const place = keyFileOf(loadSettings());
    await initKeyRing(place, newKeyId(systemClock.now()));
    return printResult(
      done(
        `Key ring created at ${place.file}. Store a copy of it apart from the backups: without it no credential can be decrypted.`,
        `Next: ${cliCommand} operator add <id> --name "<name>"`,
      ),
    );
  },
});

const list = buildCommand({
  docs: { brief: 'List the keys of the ring by id' },
  parameters: {},
  async func() {
    const { ids, active } = await readKeyRing(keyFileOf(loadSettings()));
    return printResult(done(...ids.map((id) => (id === active ? `${id}  active` : id))));
  },
});

export const keySubcommands = buildRouteMap({
  docs: { brief: 'The key ring that encrypts credentials' },
  routes: {
    init,
    add: actionCommand('Add a key; new credentials are encrypted with it', keyAdd),
    rewrap: actionCommand('Encrypt every credential with the active key', keyRewrap),
    retire: actionCommand(
      'Remove a key that encrypts nothing from the ring',
      keyRetire,
      argument('id', 'id of the key, as “key list” shows it'),
    ),
    list,
  },
});
