import { backoffPause } from '../../src/core/async/backoff.ts';
import type { AdapterPorts, RunningAdapter } from '../../src/core/chat/adapter.ts';
import { SetupError } from '../../src/core/errors/errors.ts';
import type { Secret } from '../../src/core/secret/secret.ts';
import { createSecretCheck, createTelegramClient, setWebhook } from './client.ts';
import { readCallFailure, rootRefused, tokenRefused, webhookRefused } from './errors.ts';
import { createHealthState } from './health.ts';
import { telegramTimes } from './limits.ts';
import { codeLink } from './receive/deep-link.ts';
import { type BotIdentity, chatIdOf } from './receive/inbound.ts';
import { createIntake, type Intake } from './receive/intake.ts';
import { poll } from './receive/polling.ts';
import { webhookRoute } from './receive/webhook.ts';
import { converse } from './respond/conversation.ts';
import { createMenu } from './respond/menu.ts';
import { createTelegramCourier } from './send/courier.ts';
import { createMessageSender } from './send/sender.ts';
import type { TelegramSettings } from './settings.ts';

/** How updates come. */
type Mode =
  | { readonly kind: 'polling' }
  | { readonly kind: 'webhook'; readonly url: string; readonly secret: Secret };

/** An adapter that serves with this token. */
export function createTelegram(given: TelegramSettings, token: Secret, ports: AdapterPorts): RunningAdapter {
  const { clock, log } = ports;
  const mode = modeOf(given);
  const client = createTelegramClient(token, given.TELEGRAM_API_ROOT, ports.egress);
  const { methods } = client;
  const { state, health } = createHealthState(log);
  const sender = createMessageSender({
    clock,
    log,
    token: state.token,
    moved: async (from, to) => {
      const [before, now] = [chatIdOf(from), chatIdOf(to)];
      const entry = {
        at: clock.now(),
        principal: 'telegram:service',
        chat: before,
        what: 'chat moved',
        about: now,
      };
      await ports.audit({ ...entry, decision: 'allowed' });
      await ports.moveChat(before, now);
    },
  });
  const stop = new AbortController();
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let intake: Intake | undefined;
  let self: BotIdentity | undefined;
  let serving: Promise<void> = Promise.resolve();

  if (mode.kind === 'webhook') {
    ports.routes.add(
      webhookRoute(createSecretCheck(mode.secret), () => (stop.signal.aborted ? undefined : intake), log),
    );
  }

  async function begin(me: BotIdentity): Promise<void> {
    const menu = createMenu(ports.commands, { methods, sender, log });
    if (intake === undefined) {
      const around = { ...ports, methods, sender, menu, me };
      const own = createIntake(ports, me, (delivery) => converse(around, delivery));
      await own.resume();
      intake = own;
    }
    if (mode.kind === 'webhook') await setWebhook(client, mode.url, mode.secret);
    else await methods.deleteWebhook({});
    self = me;
    state.token(true);
    state.good();
    log.info('telegram serves', { mode: mode.kind });
    void menu.register();
  }

  /** Whether it is begun. What only a person can mend is thrown when it shows at the start. */
  async function tryToBegin(first: boolean): Promise<boolean> {
    let me: BotIdentity | undefined;
    try {
      me = await methods.getMe();
      await begin(me);
      return true;
    } catch (thrown) {
      const failure = readCallFailure(thrown);
      if (first && failure.kind === 'refused-token') throw new SetupError([tokenRefused]);
      if (first && failure.kind === 'refused')
        throw new SetupError([me === undefined ? rootRefused : webhookRefused]);
      if (failure.kind === 'refused-token') state.token(false);
      else state.bad('Telegram cannot be reached');
      log.warn('telegram not begun', { kind: failure.kind });
      return false;
    }
  }

  /** Begins sooner or later, then serves until told to stop. */
  async function serve(isBegun: boolean): Promise<void> {
    for (let begun = isBegun, retry = 0; !begun && !stop.signal.aborted; retry++) {
      await clock.sleep(backoffPause(retry, telegramTimes.retry), stop.signal);
      begun = !stop.signal.aborted && (await tryToBegin(false));
    }
    if (mode.kind === 'polling' && intake !== undefined) {
      await poll({ client, intake, clock, log, health: state }, stop.signal);
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
      const over = new AbortController();
      const answered = (intake?.idle() ?? Promise.resolve()).then(() => over.abort());
      await clock.sleep(telegramTimes.stop, over.signal);
      await sender.stop();
      await answered;
      end();
    },
  };
}

function modeOf({
  TELEGRAM_MODE,
  TELEGRAM_WEBHOOK_URL: url,
  TELEGRAM_WEBHOOK_SECRET: secret,
}: TelegramSettings): Mode {
  if (TELEGRAM_MODE === 'polling') return { kind: 'polling' };
  // The settings were checked together; this is for who hands in others.
  if (url === undefined || secret === undefined) throw new SetupError([webhookRefused]);
  return { kind: 'webhook', url, secret };
}
