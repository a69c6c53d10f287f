import { open } from 'node:fs/promises';
import { request } from 'undici';

/** What every peer is told when it is started. */
export interface PeerOptions {
  readonly provider: string;
  readonly platform: string;
  /** Where it remembers updates. */
  readonly journal: string;
  readonly operators: number;
  readonly token: string;
  readonly secret: string;
}

export const options = JSON.parse(process.env['BENCH_PEER'] ?? '{}') as PeerOptions;

/** Tells the harness where it listens; zero for what only does as it is told. */
export function ready(port: number): void {
  if (port === 0) process.channel?.ref();
  process.send?.({ port });
}

process.on('SIGTERM', () => process.exit(0));

/** One durable line for each update: those that wait are written and synced together. */
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

/** The provider call of a bare bot, and the text that it makes of the answer. */
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

/** Whose figures a person sees: a number within a platform's id tells. */
export function operatorIn(id: string | number): number {
  return Number(String(id).slice(-6)) % options.operators;
}
