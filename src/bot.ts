import { adapters, unconfigured } from '../adapters/index.ts';
import { openAdapters, startAdapters } from './app/adapters.ts';
import { createOpener } from './app/connect.ts';
import { createEngine } from './app/engine.ts';
import { joinRealms } from './app/realms.ts';
import { openSelfMonitor, type SelfMonitor } from './app/self-monitor.ts';
import type { Environment } from './app/state.ts';
import { createStopStack, type StopStack } from './app/stop-stack.ts';
import { openStores } from './app/stores.ts';
import { defaultTiming, type Timing } from './core/alerts/timing.ts';
import type { Adapter, RunningAdapter } from './core/chat/adapter.ts';
import type { Log } from './core/log.ts';
import { Secret } from './core/secret/secret.ts';
import type { Clock, Millis } from './core/time/clock.ts';
import type { Host } from './host/action.ts';
import { controlPath, serveControl } from './host/control.ts';
import { createHost } from './host/host.ts';
import { createEgresses } from './http/egress.ts';
import { systemClock } from './observe/clock.ts';
import { addHealthRoutes } from './observe/health.ts';
import { createLog, type LogSink } from './observe/log.ts';
import { createScrubber } from './observe/scrub.ts';
import { createListener } from './server/listen.ts';
import type { BotSettings } from './settings.ts';

/** The poll period with `SANDBOX_DRAIN`, whose accounts run down within minutes. */
const drainPoll: Millis = 2_000;

/** The parts that a test can replace. */
export interface BotParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly logSink: LogSink;
  readonly adapters: readonly Adapter[];
  /** Delays and limits of alerts. */
  readonly timing: Timing;
}

/** A running bot. */
export interface Bot {
  /** Resolves when every adapter has ended by itself, as the console does at the end of its input. */
  readonly ended: Promise<unknown>;
  /** Stops all parts in reverse order of their start. */
  stop(): Promise<void>;
}

/** Starts everything in order. If a part fails to start, stops the parts before it and throws. */
export async function startBot(settings: BotSettings, parts: Partial<BotParts> = {}): Promise<Bot> {
  const stops = createStopStack();
  try {
    const { ended } = await start(
      settings,
      {
        clock: systemClock,
        random: Math.random,
        logSink: process.stderr,
        adapters,
        timing: defaultTiming,
        ...parts,
      },
      stops,
    );
    return { ended, stop: stops.stopAll };
  } catch (thrown) {
    // The error that stopped the start is the one to report.
    await stops.stopAll().catch(() => {});
    throw thrown;
  }
}

async function start(settings: BotSettings, parts: BotParts, stops: StopStack): Promise<Pick<Bot, 'ended'>> {
  const { clock } = parts;
  const environment = createEnvironment(settings, parts);
  const { log } = environment;
  const reader = { locale: settings.LOCALE, timeZone: settings.TIME_ZONE };
  const drain = settings.SANDBOX_DRAIN !== undefined;
  const poll = drain ? drainPoll : settings.POLL_SECONDS * 1000;

  const stores = await openStores(settings, environment, stops);
  const opener = createOpener(environment, settings.PROVIDER_DEADLINE_MS);
  const realms = joinRealms(stores.realms, opener, settings.ADMINS);
  stops.add(realms.close);

  let selfMonitor: SelfMonitor | undefined;
  let running: readonly RunningAdapter[] = [];
  const inviteLinks = (code: string) => running.flatMap(({ inviteLink }) => inviteLink?.(code) ?? []);
  const engine = createEngine({
    clock,
    random: parts.random,
    timing: parts.timing,
    log,
    reader,
    store: stores.main.store,
    access: realms.access,
    directory: realms.directory,
    admins: settings.ADMINS,
    couriers: () => running.flatMap(({ courier }) => courier ?? []),
    inviteLinks,
    isSample: stores.isSample,
    count: (what, outcome) => selfMonitor?.sent(what, outcome),
    cache: drain ? 0 : settings.CACHE_SECONDS * 1000,
    poll,
  });
  if (stores.state !== undefined) {
    const host = createHost(stores.state, settings, environment, inviteLinks);
    stops.add(await openControl(host, settings, log, engine.alerts.refresh));
  }

  const egresses = createEgresses(clock);
  stops.add(egresses.close);
  stops.add(async () => selfMonitor?.stop());
  const listener = createListener({ host: settings.HOST, port: settings.PORT, log });
  stops.add(listener.stop);
  const ports = { ...engine.ports, routes: listener, egress: egresses.open };
  running = await openAdapters(parts.adapters, settings.adapters, ports, stops);
  if (running.length === 0) {
    const fallback = { [unconfigured.adapter]: unconfigured.settings };
    running = await openAdapters(parts.adapters, fallback, ports, stops);
  }
  addHealthRoutes(listener, running);
  if (running.some(({ health }) => health !== undefined)) {
    selfMonitor = await openSelfMonitor({
      alerts: engine.alerts,
      routes: listener,
      egress: egresses.open,
      poll,
      heartbeat: settings.HEARTBEAT_URL,
      clock,
      log,
    });
  }
  await listener.start();
  await startAdapters(running);
  stops.add(engine.alerts.stop);
  await engine.alerts.start();
  return { ended: Promise.all(running.map(({ ended }) => ended)) };
}

/** Creates the log and its scrubber, which knows the tokens in the settings of the adapters. */
function createEnvironment(settings: BotSettings, { clock, logSink }: BotParts): Environment {
  const scrubber = createScrubber();
  for (const adapterSettings of Object.values(settings.adapters)) {
    for (const value of Object.values(adapterSettings ?? {})) {
      if (value instanceof Secret) scrubber.register(value);
    }
  }
  return { clock, log: createLog(settings.LOG_LEVEL, scrubber, logSink), scrubber };
}

/** Serves the host CLI on the control socket; returns how to close it. */
async function openControl(host: Host, settings: BotSettings, log: Log, onChange: () => void) {
  const actions = async () => (await import('./host/actions/index.ts')).hostActions;
  const control = await serveControl(controlPath(settings.DATA_DIR), actions, host, log, onChange);
  return control.close;
}
