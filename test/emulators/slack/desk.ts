import { createSlack } from '../../../adapters/slack/adapter.ts';
import { slackSettings } from '../../../adapters/slack/settings.ts';
import { commands } from '../../../src/commands/index.ts';
import type { AdapterPorts, RunningAdapter } from '../../../src/core/chat/adapter.ts';
import type { AnswerPort } from '../../../src/core/chat/line.ts';
import type { AuditEntry, Store } from '../../../src/core/store.ts';
import type { Clock } from '../../../src/core/time/clock.ts';
import { createInbox } from '../../../src/engine/chat/inbox.ts';
import { createEgresses } from '../../../src/http/egress.ts';
import { systemClock } from '../../../src/observe/clock.ts';
import { createListener } from '../../../src/server/listen.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { reader } from '../../adapters/gallery.ts';
import { type EmulatorOptions, type SlackEmulator, startSlack } from './index.ts';

export interface DeskOptions extends EmulatorOptions {
  readonly mode: 'socket' | 'http';
  readonly answer: AnswerPort;
  readonly clock?: Clock;
  readonly store?: Store;
  /** Replaces settings by their name. */
  readonly settings?: Readonly<Record<string, string>>;
  /** An existing emulator. */
  readonly slack?: SlackEmulator;
}

/** The adapter with its real parts, connected to an emulated Slack. */
export interface Desk {
  readonly slack: SlackEmulator;
  readonly adapter: RunningAdapter;
  readonly store: Store;
  readonly audited: AuditEntry[];
  readonly logged: string[];
  /** The address of our listener for Slack's calls. */
  readonly url: string;
  /** Stops the adapter and its listener, but not the emulator. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export async function openDesk(options: DeskOptions): Promise<Desk> {
  const clock = options.clock ?? systemClock;
  const slack = options.slack ?? (await startSlack({ now: clock.now, ...options }));
  const store = options.store ?? createMemoryStore();
  const audited: AuditEntry[] = [];
  const logged: string[] = [];
  const record = (event: string, fields = {}) => void logged.push(JSON.stringify({ event, ...fields }));
  const log = { debug: record, info: record, warn: record, error: record };
  const egresses = createEgresses(systemClock);
  const listener = createListener({ host: '127.0.0.1', port: 0, log });
  const ports: AdapterPorts = {
    answer: options.answer,
    inbox: createInbox(store, clock),
    tickets: { issue: async () => [], redeem: async () => ({ kind: 'unknown' }) },
    routes: listener,
    egress: egresses.open,
    audit: async (entry) => audited.push(entry),
    moveChat: async () => undefined,
    clock,
    log,
    reader,
    commands,
  };
  const { bot } = slack;
  const given = slackSettings.parse({
    SLACK_BOT_TOKEN: bot.botToken,
    SLACK_API_URL: slack.apiUrl,
    ...(options.mode === 'socket'
      ? { SLACK_APP_TOKEN: bot.appToken }
      : { SLACK_SIGNING_SECRET: bot.signingSecret }),
    ...options.settings,
  });
  if (given.SLACK_BOT_TOKEN === undefined) throw new Error('there is no token');
  const adapter = createSlack(given.SLACK_BOT_TOKEN, given, ports);
  const stop = async () => {
    await adapter.stop();
    await listener.stop();
    await egresses.close();
  };
  try {
    await adapter.start();
  } catch (thrown) {
    await stop();
    if (options.slack === undefined) await slack.close();
    throw thrown;
  }
  const port = await listener.start();
  const url = `http://127.0.0.1:${port}/slack/events`;
  if (options.mode === 'http') slack.useHttp(url);
  return {
    slack,
    adapter,
    store,
    audited,
    logged,
    url,
    stop,
    async close() {
      await stop();
      await slack.close();
    },
  };
}

/** Runs the event loop until the condition is true; a hang ends with the test's time limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise<void>((resolve) => setTimeout(resolve, 2));
}

/** A pause in real time, for campaigns. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
