import { Pool } from 'undici';
import { createOpener } from '../../../src/app/connect.ts';
import { accountsOf } from '../../../src/core/figures/accounts.ts';
import { Secret } from '../../../src/core/secret/secret.ts';
import { systemClock } from '../../../src/observe/clock.ts';
import { createScrubber } from '../../../src/observe/scrub.ts';
import { options, ready } from './common.ts';

/** Sends the requested number of questions to the provider with the client named by `CLIENT`, `inFlight` at a time. */
const inFlight = 8;
const apiKey = 'bench-key-000007';
const path = '/bot/api_v2/account_status.php';

async function openOurs(): Promise<() => Promise<number>> {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const open = createOpener({ clock: systemClock, log, scrubber: createScrubber() }, 8000);
  const record = {
    operator: 'op-7',
    id: 'main',
    provider: 'payatom',
    settings: { baseUrl: options.provider },
    secrets: {},
  };
  const { connection } = open(record, { apiKey: new Secret(apiKey) });
  return async () => {
    const list = await connection.can.accounts?.({}, {});
    return list === undefined ? 0 : accountsOf(list).length;
  };
}

interface Status {
  readonly data: Readonly<Record<'active' | 'inactive', { readonly accounts: readonly unknown[] }>>;
}

async function openBare(): Promise<() => Promise<number>> {
  const pool = new Pool(options.provider, { connections: inFlight });
  return async () => {
    const { body } = await pool.request({ method: 'GET', path, headers: { 'api-key': apiKey } });
    const { data } = JSON.parse(await body.text()) as Status;
    return data.active.accounts.length + data.inactive.accounts.length;
  };
}

const ask = await (process.env['CLIENT'] === 'ours' ? openOurs() : openBare());

process.on('message', async ({ ask: count }: { readonly ask?: number }) => {
  if (count === undefined) return;
  let left = count;
  let accounts = 0;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left > 0) {
        left -= 1;
        const read = await ask();
        accounts += read;
      }
    }),
  );
  process.send?.({ accounts });
});
ready(0);
