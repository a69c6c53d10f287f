import { Client, type Dispatcher, Pool } from 'undici';
import { options, ready } from './common.ts';

/**
 * The same sweep with only undici: polls every operator, and parses and compares every account. All operators share
 * connections. With `OWN` each has its own while it is polled, so that no operator can receive the answer of another.
 */
const connections = 16;
const pool = new Pool(options.provider, { connections });
const own = process.env['OWN'] === '1';
const [first, last] = [Number(process.env['FIRST']), options.operators];

interface Row {
  readonly available_limit: number;
  readonly limit_volum: string;
}
interface Status {
  readonly data: Readonly<Record<'active' | 'inactive', { readonly accounts: readonly Row[] }>>;
}

async function countLow(operator: number): Promise<number> {
  if (!own) return countLowBy(pool, operator);
  const client = new Client(options.provider);
  try {
    return await countLowBy(client, operator);
  } finally {
    client.destroy(null, () => {});
  }
}

async function countLowBy(dispatcher: Dispatcher, operator: number): Promise<number> {
  const { body } = await dispatcher.request({
    method: 'GET',
    path: '/bot/api_v2/account_status.php',
    headers: { 'api-key': `bench-key-${String(operator).padStart(6, '0')}` },
  });
  const { data } = JSON.parse(await body.text()) as Status;
  const rows = [...data.active.accounts, ...data.inactive.accounts];
  if (rows.length !== 100) throw new Error(`${rows.length} accounts`);
  return rows.filter((row) => row.available_limit < Number(row.limit_volum) / 10).length;
}

process.on('message', async ({ round }: { readonly round?: true }) => {
  if (round !== true) return;
  const started = performance.now();
  let next = first;
  let low = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (next < last) {
        next += 1;
        const found = await countLow(next - 1);
        low += found;
      }
    }),
  );
  process.send?.({ round: performance.now() - started, watched: last - first, incidents: low });
});
ready(0);
