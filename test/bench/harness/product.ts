import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openState } from '../../../src/app/state.ts';
import type { ChatId, Principal } from '../../../src/core/access/policy.ts';
import {
  bindings,
  connections,
  grants,
  operatorRecords,
  subscriptions,
} from '../../../src/core/access/records.ts';
import { withSecrets } from '../../../src/engine/readings/credentials.ts';
import { systemClock } from '../../../src/observe/clock.ts';
import { createScrubber } from '../../../src/observe/scrub.ts';
import { initKeyRing } from '../../../src/vault/key-file.ts';
import { type Child, type ChildOptions, startChild } from './child.ts';
import { operatorOf, type People, secrets, slackUser, telegramId } from './people.ts';
import { keyOf } from './provider-stub.ts';

/** The product as `npm start` runs it, with its own data folder. */
export interface Product {
  readonly child: Child;
  readonly port: number;
  stop(): Promise<void>;
}

export interface ProductOptions {
  readonly people: People;
  /** Origin of the provider stub. */
  readonly provider: string;
  readonly env: Readonly<Record<string, string>>;
  readonly flags?: ChildOptions['flags'];
}

/** The entry point of `npm start`. */
export const main = new URL('../../../app/main.js', import.meta.url);

/** Returns the settings that connect the product to a stub of Telegram. */
export const telegramEnv = (platform: string): Record<string, string> => ({
  TELEGRAM_BOT_TOKEN: secrets.telegramToken,
  TELEGRAM_API_ROOT: platform,
});
export const webhookEnv = (platform: string): Record<string, string> => ({
  ...telegramEnv(platform),
  TELEGRAM_MODE: 'webhook',
  TELEGRAM_WEBHOOK_URL: 'https://bench.example/telegram/webhook',
  TELEGRAM_WEBHOOK_SECRET: secrets.webhook,
});
export const slackEnv = (platform: string): Record<string, string> => ({
  SLACK_BOT_TOKEN: secrets.slackToken,
  SLACK_SIGNING_SECRET: secrets.signing,
  SLACK_API_URL: `${platform}/api/`,
});

/**
 * Creates state with an operator and a connection for each credential, and a grant for each user on each platform. The
 * limits of operators with a chat are watched, and their alerts are posted to that chat.
 */
export async function prepareState(
  people: People,
  provider: string,
  chatOf: (operator: number) => ChatId | undefined = () => undefined,
) {
  const folder = await mkdtemp(join(tmpdir(), 'walletwatch-bench-'));
  const place = { file: join(folder, 'key'), dataDir: join(folder, 'data') };
  await initKeyRing(place, 'bench');
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const state = await openState(place, { clock: systemClock, log: quiet, scrubber: createScrubber() });
  const vault = await state.vault();
  await state.store.transact(async (change) => {
    for (let index = 0; index < people.operators; index++) {
      const operator = `op-${index}`;
      const bare = {
        operator,
        id: 'main',
        provider: 'payatom',
        settings: { baseUrl: provider },
        secrets: {},
      };
      await change.put(operatorRecords, operator, { id: operator, name: `Operator ${index}` });
      await change.put(connections, `${operator}/main`, withSecrets(bare, { apiKey: keyOf(index) }, vault));
      const chat = chatOf(index);
      if (chat === undefined) continue;
      await change.put(bindings, `${chat}/${operator}`, { chat, operator });
      await change.put(subscriptions, `${chat}/${operator}`, { chat, operator });
    }
    for (let person = 0; person < people.count; person++) {
      const operator = `op-${operatorOf(person, people)}`;
      const principals: readonly Principal[] = [
        `telegram:${telegramId(person)}`,
        `slack:${secrets.team}:${slackUser(person)}`,
      ];
      for (const principal of principals) {
        await change.put(grants, `${principal}/${operator}`, { principal, operator, role: 'viewer' });
      }
    }
  });
  await state.close();
  return {
    env: { DATA_DIR: place.dataDir, MASTER_KEY_FILE: place.file },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Starts the product and resolves when it reports that it is ready. Nothing is cached, so every question is sent to the provider. */
export async function startProduct({ people, provider, env, flags = [] }: ProductOptions): Promise<Product> {
  const state = await prepareState(people, provider);
  const port = await freePort();
  const child = startChild(main, {
    flags,
    env: { ...state.env, PORT: String(port), CACHE_SECONDS: '0', ...env },
  });
  await untilReady(port);
  return {
    child,
    port,
    async stop() {
      await child.stop();
      await state.remove();
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export async function untilReady(port: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (answer) => answer.status === 200,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the product was not ready within 30 s');
}
