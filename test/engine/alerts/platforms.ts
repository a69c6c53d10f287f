import { createSlack } from '../../../adapters/slack/adapter.ts';
import { slackSettings } from '../../../adapters/slack/settings.ts';
import { telegramAdapter } from '../../../adapters/telegram/index.ts';
import { createOpener } from '../../../src/app/connect.ts';
import { createEngine } from '../../../src/app/engine.ts';
import { joinRealms } from '../../../src/app/realms.ts';
import type { Principal } from '../../../src/core/access/policy.ts';
import type { Timing } from '../../../src/core/alerts/timing.ts';
import type { AdapterPorts, RunningAdapter } from '../../../src/core/chat/adapter.ts';
import type { EgressPort } from '../../../src/core/chat/egress.ts';
import type { Log } from '../../../src/core/log.ts';
import type { Vault } from '../../../src/core/secret/vault.ts';
import { createRegistry } from '../../../src/engine/access/registry.ts';
import type { ConnectionRegistry } from '../../../src/engine/readings/connections.ts';
import { createEgresses } from '../../../src/http/egress.ts';
import { createScrubber } from '../../../src/observe/scrub.ts';
import { createListener } from '../../../src/server/listen.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { createVault } from '../../../src/vault/envelope.ts';
import { newKeyRingText, parseKeyRing } from '../../../src/vault/keyring.ts';
import { reader } from '../../adapters/gallery.ts';
import { webhookSecret } from '../../adapters/telegram/bot.ts';
import { startSlack } from '../../emulators/slack/index.ts';
import { bot as slackBot } from '../../emulators/slack/state.ts';
import { startEmulator } from '../../emulators/telegram/index.ts';
import { createFakeClock } from '../../fakes/clock.ts';

export interface PlatformsOptions {
  readonly admins?: readonly Principal[];
  readonly timing?: Timing;
  readonly poll?: number;
  /** From 0 up to 1; constant by default. */
  readonly random?: () => number;
  /** The monitored connections; those in the store by default. */
  readonly directory?: Pick<ConnectionRegistry, 'open'>;
}

/** Event-loop turns without a call in flight after which all work is done. */
const quietTurns = 18;

/**
 * The whole bot as the process composes it, over a memory store, with both chat platforms emulated on loopback. Tests
 * advance the clock, which waits until no call is in flight: real calls take none of its time.
 */
export async function openPlatforms(options: PlatformsOptions = {}) {
  const { admins = [], timing, poll = 60_000, random = () => 0.5 } = options;
  let underWay = 0;
  async function during<T>(work: Promise<T>): Promise<T> {
    underWay += 1;
    try {
      return await work;
    } finally {
      underWay -= 1;
    }
  }
  const isBusy = () => underWay > 0 || telegram.updates.pending().length > 0;
  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < quietTurns; quiet = isBusy() ? 0 : quiet + 1) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
  const clock = createFakeClock(undefined, settle);
  const telegram = await startEmulator({ clock });
  const slack = await startSlack({ now: clock.now });
  const store = createMemoryStore();
  const vault = openVault();
  const logged: string[] = [];
  const write = (event: string, fields = {}) => void logged.push(JSON.stringify({ event, ...fields }));
  const log: Log = { debug: () => {}, info: write, warn: write, error: write };
  const scrubber = createScrubber();
  const opener = createOpener({ clock, log, scrubber }, 8_000, (http) => ({
    send: (request) => during(http.send(request)),
  }));
  const realms = joinRealms([{ store, vault: async () => vault }], opener, admins);
  const directory = options.directory ?? realms.directory;
  const { alerts, ports: enginePorts } = createEngine({
    store,
    access: realms.access,
    directory,
    admins,
    couriers: () => running.flatMap(({ courier }) => courier ?? []),
    cache: 0,
    poll,
    random,
    clock,
    log,
    reader,
    ...(timing !== undefined && { timing }),
  });
  const listener = createListener({ host: '127.0.0.1', port: 0, log });
  listener.add({ method: 'GET', path: '/healthz', handle: async () => ({ status: 200 }) });
  const origin = `http://127.0.0.1:${await listener.start()}`;
  const egresses = createEgresses(clock);
  const egress: EgressPort = (given) => {
    const way = egresses.open(given);
    return (input, init) => during(way(input, init));
  };
  const ports: AdapterPorts = { ...enginePorts, routes: listener, egress };
  const running: readonly RunningAdapter[] = [
    await openTelegram(telegram, `${origin}/telegram/webhook`, ports),
    openSlack(slack.apiUrl, ports),
  ];
  slack.useHttp(`${origin}/slack/events`);
  for (const adapter of running) await adapter.start();

  return {
    clock,
    store,
    vault,
    registry: createRegistry(store, clock),
    alerts,
    telegram,
    slack,
    logged,
    settle,
    /** Advances the clock by a number of polls. */
    async polls(count: number) {
      for (let round = 0; round < count; round++) await clock.advance(poll * 1.06);
    },
    async close() {
      const stopping = alerts.stop().then(() => Promise.all(running.map(({ stop }) => stop())));
      await clock.advance(100_000);
      await stopping;
      await listener.stop();
      await egresses.close();
      await realms.close();
      await Promise.all([telegram.close(), slack.close()]);
    },
  };
}

export type Platforms = Awaited<ReturnType<typeof openPlatforms>>;

function openVault(): Vault {
  const ring = parseKeyRing(newKeyRingText('test'));
  if (typeof ring === 'string') throw new Error(ring);
  return createVault(ring);
}

async function openTelegram(
  { token, root }: { readonly token: string; readonly root: string },
  webhook: string,
  ports: AdapterPorts,
): Promise<RunningAdapter> {
  const given = telegramAdapter.settings.parse({
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: root,
    TELEGRAM_MODE: 'webhook',
    TELEGRAM_WEBHOOK_URL: webhook,
    TELEGRAM_WEBHOOK_SECRET: webhookSecret,
  });
  const opened = await telegramAdapter.open(given, ports);
  if (opened === undefined) throw new Error('not opened');
  return opened;
}

function openSlack(apiUrl: string, ports: AdapterPorts): RunningAdapter {
  const given = slackSettings.parse({
    SLACK_BOT_TOKEN: slackBot.botToken,
    SLACK_SIGNING_SECRET: slackBot.signingSecret,
    SLACK_API_URL: apiUrl,
  });
  if (given.SLACK_BOT_TOKEN === undefined) throw new Error('there is no token');
  return createSlack(given.SLACK_BOT_TOKEN, given, ports);
}
