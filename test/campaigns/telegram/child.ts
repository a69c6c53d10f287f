/** A bot over a file store, for a campaign to kill: `child <folder> <api root> <token> <polling|webhook>`. */
import { writeSync } from 'node:fs';
import { systemClock } from '../../../src/observe/clock.ts';
import { openFileStore } from '../../../src/store/file.ts';
import { openBot, said } from '../../adapters/telegram/bot.ts';
import { quietLog, testKeys } from '../../store/folder.ts';

const [folder = '', root = '', token = '', mode = 'polling'] = process.argv.slice(2);

const store = await openFileStore({
  folder,
  keys: testKeys,
  clock: systemClock,
  log: quietLog,
  onAlarm: () => undefined,
  // Small, so that even a short-lived process compacts its journal.
  limits: { journalBytes: 20_000, auditBytes: 20_000 },
});
const bot = await openBot({
  emulator: { root, token },
  clock: systemClock,
  mode: mode === 'webhook' ? 'webhook' : 'polling',
  store,
  // A delay of 0 to 8 ms that depends on the command's number.
  answer: async (line) => {
    const number = Number(line.text.split(' ')[1]);
    await systemClock.sleep(number % 9);
    return said(`got ${number}.`);
  },
});
await bot.start();
writeSync(1, 'ready\n');
