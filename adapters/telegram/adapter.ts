import { backoffPause } from '../../src/core/async/backoff.ts';
import type { AdapterPorts, RunningAdapter } from '../../src/core/chat/adapter.ts';
import { createInboxWorker, type InboxWorker } from '../../src/core/chat/inbox-worker.ts';
import { SetupError } from '../../src/core/errors/errors.ts';
import type { Secret } from '../../src/core/secret/secret.ts';
import { createSecretCheck, createTelegramClient, setWebhook } from './client.ts';
import { readCallFailure, rootRefused, tokenRefused, webhookRefused } from './errors.ts';
import { createHealthState } from './health.ts';
import { chatIdOf } from './ids.ts';
import { maxQueuedMessages, telegramTimes } from './limits.ts';
import type { BotIdentity } from './receive/inbound.ts';
import { createIntake, type Intake } from './receive/intake.ts';
import { poll } from './receive/polling.ts';
import { webhookRoute } from './receive/webhook.ts';
import { converse } from './respond/conversation.ts';
import { codeLink } from './respond/deep-link.ts';
import { createMenu } from './respond/menu.ts';
import { createTelegramCourier } from './send/courier.ts';
import { createMessageSender } from './send/sender.ts';
import type { TelegramSettings } from './settings.ts';

/** How updates are received. */
type Mode =
  | { readonly kind: 'polling' }
  | { readonly kind: 'webhook'; readonly url: string; readonly secret: Secret };

/** Opens the adapter. */
export function createTelegram(
  settings: TelegramSettings,
  token: Secret,
  ports: AdapterPorts,
): RunningAdapter {
  const { clock, log } = ports;
  const mode = modeOf(settings);
  const client = createTelegramClient(token, settings.TELEGRAM_API_ROOT, ports.egress);
  const { methods } = client;
  const { state, health } = createHealthState(log);
  const moved = (from: number, to: number) => recordMove(ports, from, to);
  const sender = createMessageSender({ clock, log, token: state.token, moved });
  const stop = new AbortController();
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let receiving: { readonly intake: Intake; readonly worker: InboxWorker } | undefined;
  let self: BotIdentity | undefined;
  let serving: Promise<void> = Promise.resolve();

  if (mode.kind === 'webhook') {
    const intake = () => (stop.signal.aborted ? undefined : receiving?.intake);
    ports.routes.add(webhookRoute(createSecretCheck(mode.secret), intake, log));
  }

  async function begin(me: BotIdentity): Promise<void> {
    const menu = createMenu(ports.commands, { methods, sender, log });
    if (receiving === undefined) {
      const conversation = { ...ports, methods, sender, menu, me };
      const worker = createInboxWorker({
        adapter: 'telegram',
        inbox: ports.inbox,
        log,
        answer: (job) => converse(conversation, job),
        maxQueued: maxQueuedMessages,
      });
      await worker.resume();
      receiving = { worker, intake: createIntake({ ...ports, worker }, me) };
    }
    if (mode.kind === 'webhook') await setWebhook(client, mode.url, mode.secret);
    else await methods.deleteWebhook({});
    self = me;
    state.token(true);
    state.good();
    log.info('telegram serves', { mode: mode.kind });
    void menu.register();
  }

  /** Makes one attempt to begin. At the start, failures that only a configuration change fixes are thrown. */
  async function tryToBegin(isStart: boolean): Promise<boolean> {
    let me: BotIdentity | undefined;
    try {
      me = await methods.getMe();
      await begin(me);
      return true;
    } catch (thrown) {
      const failure = readCallFailure(thrown);
      if (isStart && failure.kind === 'refused-token') throw new SetupError([tokenRefused]);
      if (isStart && failure.kind === 'refused')
        throw new SetupError([me === undefined ? rootRefused : webhookRefused]);
      if (failure.kind === 'refused-token') state.token(false);
      else state.bad('Telegram cannot be reached');
      log.warn('telegram not begun', { kind: failure.kind });
      return false;
    }
  }

  /** Retries to begin, then receives until the stop. */
  async function serve(hasBegun: boolean): Promise<void> {
    for (let begun = hasBegun, retry = 0; !begun && !stop.signal.aborted; retry++) {
      await clock.sleep(backoffPause(retry, telegramTimes.retry), stop.signal);
      begun = !stop.signal.aborted && (await tryToBegin(false));
    }
    if (mode.kind === 'polling' && receiving !== undefined) {
      await poll({ client, ...receiving, clock, log, health: state }, stop.signal);
    }
  }

  return {
    ended,
    health,
    courier: createTelegramCourier({ methods, sender, tickets: ports.tickets, reader: ports.reader }),
    inviteLink: (code) => (self === undefined ? undefined : codeLink(self, code)),
    async start() {
      serving = serve(await tryToBegin(true));
    },
    async stop() {
      stop.abort();
      await serving;
      const answered = new AbortController();
      const idle = (receiving?.worker.idle() ?? Promise.resolve()).then(() => answered.abort());
      await clock.sleep(telegramTimes.stop, answered.signal);
      await sender.stop();
      await idle;
      end();
    },
  };
}

/** Moves the stored data of a chat to its new id, after an audit entry. */
async function recordMove({ clock, audit, moveChat }: AdapterPorts, from: number, to: number): Promise<void> {
  const [before, now] = [chatIdOf(from), chatIdOf(to)];
  await audit({
    at: clock.now(),
    principal: 'telegram:service',
    chat: before,
    what: 'chat moved',
    about: now,
    decision: 'allowed',
  });
  await moveChat(before, now);
}

function modeOf({
  TELEGRAM_MODE,
  TELEGRAM_WEBHOOK_URL: url,
  TELEGRAM_WEBHOOK_SECRET: secret,
}: TelegramSettings): Mode {
  if (TELEGRAM_MODE === 'polling') return { kind: 'polling' };
  // The schema requires both in this mode; the types do not show it.
  if (url === undefined || secret === undefined) throw new SetupError([webhookRefused]);
  return { kind: 'webhook', url, secret };
}
