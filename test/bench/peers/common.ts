import { open } from 'node:fs/promises';
import { request } from 'undici';

/** The options of every peer. */
export interface PeerOptions {
  readonly provider: string;
  readonly platform: string;
  /** Path of the journal of updates. */
  readonly journal: string;
  readonly operators: number;
  readonly token: string;
  readonly secret: string;
}

export const options = JSON.parse(process.env['BENCH_PEER'] ?? '{}') as PeerOptions;

/** Reports the port to the harness; zero for peers that do not listen. */
export function ready(port: number): void {
  if (port === 0) process.channel?.ref();
  process.send?.({ port });
}

process.on('SIGTERM', () => process.exit(0));

/** Creates a journal with one durable line for each update. Waiting lines are written and synced together. */
export async function createJournal(path: string): Promise<(line: string) => Promise<void>> {
  const file = await open(path, 'a', 0o600);
  let waiting: {
    readonly line: string;
    readonly resolve: () => void;
    readonly reject: (why: unknown) => void;
  }[] = [];
  let writing = false;
  const flush = async () => {
    writing = true;
    await undefined;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await file.write(batch.map(({ line }) => `${line}\n`).join(''));
        await file.datasync();
        for (const { resolve } of batch) resolve();
      } catch (why) {
        for (const { reject } of batch) reject(why);
      }
    }
    writing = false;
  };
  return (line) =>
    new Promise((resolve, reject) => {
      waiting.push({ line, resolve, reject });
      if (!writing) void flush();
    });
}

interface Row {
  readonly account_detail: string;
  readonly limit_volum: string;
  readonly available_limit: number;
}

interface Status {
  readonly data: Readonly<Record<'active' | 'inactive', { readonly accounts: readonly Row[] }>>;
}

/** Calls the provider as a bare bot does, and formats the answer. */
export async function askBalance(operator: number): Promise<string> {
  const { body } = await request(`${options.provider}/bot/api_v2/account_status.php`, {
    headers: { 'api-key': `bench-key-${String(operator).padStart(6, '0')}` },
  });
  const { data } = JSON.parse(await body.text()) as Status;
  const rows = [...data.active.accounts, ...data.inactive.accounts];
  return rows
    .map(({ account_detail, available_limit, limit_volum }) => {
      return `${account_detail}: ${available_limit} of ${limit_volum}`;
    })
    .join('\n');
}

/** Returns the operator of a user, from the number in the user's id. */
export function operatorIn(id: string | number): number {
  return Number(String(id).slice(-6)) % options.operators;
}
