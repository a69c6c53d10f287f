import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PeerOptions } from '../peers/common.ts';
import { type Child, type ChildOptions, startChild } from './child.ts';
import { type People, secrets } from './people.ts';

/** A bot for comparison: what a developer would write without the product. */
export interface Peer {
  readonly child: Child;
  readonly port: number;
  stop(): Promise<void>;
}

export interface PeerPlaces {
  readonly people: People;
  readonly provider: string;
  readonly platform: string;
}

/** Starts a file of `peers/` and resolves when it listens. */
export async function startPeer(
  name: string,
  { people, provider, platform }: PeerPlaces,
  { env = {}, platformName = name, ...rest }: ChildOptions & { readonly platformName?: string } = {},
): Promise<Peer> {
  const folder = await mkdtemp(join(tmpdir(), 'walletwatch-bench-peer-'));
  const isSlack = platformName.startsWith('slack');
  const options: PeerOptions = {
    provider,
    platform,
    journal: join(folder, 'journal'),
    operators: people.operators,
    token: isSlack ? secrets.slackToken : secrets.telegramToken,
    secret: isSlack ? secrets.signing : secrets.webhook,
  };
  const child = startChild(new URL(`../peers/${name}.js`, import.meta.url), {
    ...rest,
    env: { BENCH_PEER: JSON.stringify(options), ...env },
  });
  const { port } = await child.nextMessage<{ readonly port: number }>('port');
  return {
    child,
    port,
    async stop() {
      await child.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
