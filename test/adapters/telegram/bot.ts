import { telegramAdapter } from '../../../adapters/telegram/index.ts';
import type { AdapterPorts, RunningAdapter } from '../../../src/core/chat/adapter.ts';
import type { AnswerPort } from '../../../src/core/chat/line.ts';
import type { Command } from '../../../src/core/command/command.ts';
import type { Log } from '../../../src/core/log.ts';
import { reply, text } from '../../../src/core/reply/build.ts';
import type { Reply } from '../../../src/core/reply/types.ts';
import type { AuditEntry, Store } from '../../../src/core/store.ts';
import type { Clock } from '../../../src/core/time/clock.ts';
import { createInbox } from '../../../src/engine/chat/inbox.ts';
import { moveChat } from '../../../src/engine/chat/move-chat.ts';
import { createTickets } from '../../../src/engine/chat/tickets.ts';
import { createEgresses } from '../../../src/http/egress.ts';
import { createListener } from '../../../src/server/listen.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulators/telegram/index.ts';
import type { FakeClock } from '../../fakes/clock.ts';
import { reader } from '../gallery.ts';

export const webhookSecret = 'a-secret-of-the-webhook-that-is-long-enough';

/** The adapter over a store, connected to the emulator. */
export interface Bot {
  readonly running: RunningAdapter;
  readonly store: Store;
  readonly audited: readonly AuditEntry[];
  readonly logged: readonly string[];
  /** The address of the webhook. */
  readonly webhook: string;
  /** Number of finished messages. */
  finished(): number;
  stop(): Promise<void>;
}

export interface BotOptions {
  readonly emulator: Pick<Emulator, 'root' | 'token'>;
  readonly clock: Clock;
  readonly answer: AnswerPort;
  readonly mode?: 'polling' | 'webhook';
  readonly store?: Store;
  readonly commands?: readonly Command[];
  readonly more?: Partial<AdapterPorts>;
  readonly apiRoot?: string;
}

export async function openBot(options: BotOptions): Promise<Bot & { start(): Promise<void> }> {
  const {
    emulator,
    clock,
    answer,
    mode = 'polling',
    store = createMemoryStore(),
    commands = [],
    more,
  } = options;
  const audited: AuditEntry[] = [];
  const logged: string[] = [];
  const at = (event: string, fields = {}) => void logged.push(JSON.stringify({ event, ...fields }));
  const log: Log = { debug: at, info: at, warn: at, error: at };
  const listener = createListener({ host: '127.0.0.1', port: 0, log });
  const egresses = createEgresses(clock);
  const inbox = createInbox(store, clock);
  let finished = 0;
  // The port is known only after the listener has started, and it starts only with a route.
  listener.add({ method: 'GET', path: '/healthz', handle: async () => ({ status: 200 }) });
  const webhook = `http://127.0.0.1:${await listener.start()}/telegram/webhook`;
  const given = telegramAdapter.settings.parse({
    TELEGRAM_BOT_TOKEN: emulator.token,
    TELEGRAM_API_ROOT: options.apiRoot ?? emulator.root,
    ...(mode === 'webhook' && {
      TELEGRAM_MODE: 'webhook',
      TELEGRAM_WEBHOOK_URL: webhook,
      TELEGRAM_WEBHOOK_SECRET: webhookSecret,
    }),
  });
  const running = await telegramAdapter.open(given, {
    answer,
    inbox: {
      ...inbox,
      async finish(id) {
        await inbox.finish(id);
        finished += 1;
      },
    },
    tickets: createTickets(store, clock),
    routes: listener,
    egress: egresses.open,
    audit: async (entry) => void audited.push(entry),
    moveChat: (from, to) => moveChat(store, from, to),
    clock,
    log,
    reader,
    commands,
    ...more,
  });
  if (running === undefined) throw new Error('not opened');
  return {
    running,
    store,
    audited,
    logged,
    webhook,
    finished: () => finished,
    start: running.start,
    async stop() {
      await running.stop();
      await listener.stop();
      await egresses.close();
    },
  };
}

const open: (() => Promise<unknown>)[] = [];

/** The emulator, closed by `closeAll`. */
export async function anEmulator(options: EmulatorOptions): Promise<Emulator> {
  const emulator = await startEmulator(options);
  open.push(emulator.close);
  return emulator;
}

/** A started bot, stopped by `closeAll`. */
export async function aBot(options: BotOptions): Promise<Bot> {
  const bot = await openBot(options);
  open.push(async () => {
    const stopping = bot.stop();
    // A fake clock: advancing it ends the waiting of the stop.
    if ('advance' in options.clock) await (options.clock as FakeClock).advance(60_000);
    await stopping;
  });
  await bot.start();
  return bot;
}

export async function closeAll(): Promise<void> {
  for (const close of open.splice(0).reverse()) await close();
}

/** A reply of one sentence for everyone. */
export const said = (sentence: string, more: Partial<Reply> = {}): Reply => {
  return { ...reply(sentence, [text(sentence)]), audience: 'everyone', ...more };
};
