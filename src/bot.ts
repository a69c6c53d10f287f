import { adapters, unconfigured } from '../adapters/index.ts';
import { createOpener } from './app/connect.ts';
import { joinRealms, type Realm } from './app/realms.ts';
import { openSelfMonitor, type SelfMonitor } from './app/self-monitor.ts';
import { type Environment, keyFileOf, openState, type State } from './app/state.ts';
import { sandboxText } from './app/text.ts';
import { commands } from './commands/index.ts';
import type { ChatId } from './core/access/policy.ts';
import { connections } from './core/access/records.ts';
import type { AdapterPorts, RunningAdapter } from './core/chat/adapter.ts';
import type { AnswerPort } from './core/chat/line.ts';
import { text } from './core/reply/build.ts';
import type { Reply } from './core/reply/types.ts';
import { Secret } from './core/secret/secret.ts';
import { createRegistry } from './engine/access/registry.ts';
import { createAlerts } from './engine/alerts/alerts.ts';
import { createAnswer } from './engine/answer/answer.ts';
import { createInbox } from './engine/chat/inbox.ts';
import { moveChat } from './engine/chat/move-chat.ts';
import { createTickets } from './engine/chat/tickets.ts';
import { createReadings } from './engine/readings/readings.ts';
import { controlPath, serveControl } from './host/control.ts';
import { createHost } from './host/host.ts';
import { createEgresses } from './http/egress.ts';
import { systemClock } from './observe/clock.ts';
import { addHealthRoutes } from './observe/health.ts';
import { createLog } from './observe/log.ts';
import { createScrubber } from './observe/scrub.ts';
import { rules } from './rules/index.ts';
import { createListener } from './server/listen.ts';
import type { BotSettings } from './settings.ts';
import { keyFileExists } from './vault/key-file.ts';

/** How long all questions of the monitor to one connection may take. */
const pollDeadline = 15_000;

/** How often accounts that run down before one's eyes are asked. */
const drainPoll = 2_000;

/** What ends something that was started. They run in reverse order. */
export type Stop = () => Promise<unknown>;

/** Starts everything in order, serves, and comes back when it ended or was told to stop. */
export async function startBot(settings: BotSettings, stops: Stop[], stopped: Promise<void>): Promise<void> {
  const clock = systemClock;
  const scrubber = createScrubber();
  for (const secret of secretsIn(settings.adapters)) scrubber.register(secret);
  const log = createLog(settings.LOG_LEVEL, scrubber, process.stderr);
  const around: Environment = { clock, log, scrubber };
  const reader = { locale: settings.LOCALE, timeZone: settings.TIME_ZONE };

  const drain = settings.SANDBOX_DRAIN !== undefined;
  const state = await openOwnState(settings, around);
  const openSandbox = async () => {
    const size = settings.SANDBOX === 'large' ? 'large' : 'sample';
    const { openSandboxRealm } = await import('./app/sandbox-realm.ts');
    const sandbox = await openSandboxRealm({ size, drain }, around, unconfigured);
    stops.push(sandbox.close);
    return sandbox;
  };
  if (state !== undefined) stops.push(state.close);
  const own: Realm = state ?? (await openSandbox());
  const mixed = state !== undefined && settings.SANDBOX !== undefined;
  const realms = joinRealms(
    mixed ? [own, await openSandbox()] : [own],
    createOpener(around, settings.PROVIDER_DEADLINE_MS),
    settings.ADMINS,
  );
  stops.push(realms.close);

  const { store } = own;
  const isSample = (chat: ChatId) => state === undefined || (mixed && chat === unconfigured.chat.id);
  const readings = createReadings({ clock, log, cache: drain ? 0 : settings.CACHE_SECONDS * 1000 });
  const poll = drain ? drainPoll : settings.POLL_SECONDS * 1000;
  const inviteLinks = (code: string) => running.flatMap(({ inviteLink }) => inviteLink?.(code) ?? []);
  let selfWatch: SelfMonitor | undefined;
  let running: readonly RunningAdapter[] = [];
  const alerts = createAlerts({
    store,
    rules,
    directory: realms.directory,
    readings,
    poll,
    count: (what, outcome) => selfWatch?.sent(what, outcome),
    deadline: pollDeadline,
    couriers: () => running.flatMap(({ courier }) => courier ?? []),
    moveChat: (from, to) => moveChat(store, from, to),
    admins: settings.ADMINS,
    dress: (chat, reply) => (isSample(chat) ? headed(reply) : reply),
    random: Math.random,
    clock,
    log,
    reader,
  });
  if (state !== undefined) {
    const host = createHost(state, settings, around, inviteLinks);
    const path = controlPath(settings.DATA_DIR);
    const actions = async () => (await import('./host/actions/index.ts')).hostActions;
    const control = await serveControl(path, actions, host, log, alerts.refresh);
    stops.push(control.close);
  }
  const door = createAnswer({
    commands,
    clock,
    log,
    reader,
    access: realms.access,
    directory: realms.directory,
    readings,
    alerts: alerts.service,
    audit: (entry) => store.audit.append(entry),
    registry: createRegistry(store, clock, inviteLinks),
    records: store.audit,
  });
  const answer: AnswerPort = async (line, onProgress) => {
    const reply = await door(line, onProgress);
    return isSample(line.chat.id) ? headed(reply) : reply;
  };

  const listener = createListener({ host: settings.HOST, port: settings.PORT, log });
  const egresses = createEgresses(clock);
  stops.push(egresses.close);
  running = await openAdapters(settings, {
    answer,
    inbox: createInbox(store, clock),
    tickets: createTickets(store, clock),
    routes: listener,
    egress: egresses.open,
    audit: (entry) => store.audit.append(entry),
    moveChat: alerts.moveChat,
    clock,
    log,
    reader,
    commands,
  });
  addHealthRoutes(listener, running);
  if (running.some(({ health }) => health !== undefined)) {
    const { HEARTBEAT_URL: heartbeat } = settings;
    const parts = { watch: alerts, routes: listener, egress: egresses.open, poll, clock, log };
    selfWatch = await openSelfMonitor(heartbeat === undefined ? parts : { ...parts, heartbeat });
    stops.push(selfWatch.stop);
  }
  stops.push(listener.stop);
  await listener.start();
  stops.push(...running.map(({ stop }) => stop));
  await startAll(running);
  stops.push(alerts.stop);
  await alerts.start();
  await Promise.race([stopped, Promise.all(running.map(({ ended }) => ended))]);
}

/** The reply as one that is made from the sandbox. */
function headed(reply: Reply): Reply {
  return { ...reply, blocks: [text(sandboxText.heading), ...reply.blocks] };
}

/** Tokens and the like among the adapters' settings. */
function secretsIn(settings: BotSettings['adapters']): readonly Secret[] {
  const given = Object.values(settings).flatMap((own) => Object.values(own ?? {}));
  return given.filter((value) => value instanceof Secret);
}

/** The adapters that the settings ask for; the one for a machine without settings when they ask for none. */
async function openAdapters(settings: BotSettings, ports: AdapterPorts): Promise<readonly RunningAdapter[]> {
  const open = async (given: Readonly<Record<string, unknown>>) => {
    const opened = adapters.map((adapter) => adapter.open(given[adapter.id] ?? {}, ports));
    return (await Promise.all(opened)).filter((running) => running !== undefined);
  };
  const asked = await open(settings.adapters);
  return asked.length > 0 ? asked : open({ [unconfigured.adapter]: unconfigured.settings });
}

/** Starts them side by side. Throws the first fault when none of them is half way any more. */
async function startAll(running: readonly RunningAdapter[]): Promise<void> {
  for (const begun of await Promise.allSettled(running.map((adapter) => adapter.start()))) {
    if (begun.status === 'rejected') throw begun.reason;
  }
}

/**
 * The operators' own state. Without any adapter asked for it is opened only if there are connections in it and the
 * sandbox was not asked for; otherwise the sandbox serves by itself.
 */
async function openOwnState(settings: BotSettings, around: Environment): Promise<State | undefined> {
  const place = keyFileOf(settings);
  if (
    !settings.asked &&
    (settings.SANDBOX !== undefined || settings.SANDBOX_DRAIN !== undefined || !(await keyFileExists(place)))
  )
    return undefined;
  const state = await openState(place, around);
  if (settings.asked || (await state.store.read((view) => view.list(connections))).length > 0) return state;
  await state.close();
  return undefined;
}
