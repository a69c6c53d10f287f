import { backoffPause } from '../../src/core/async/backoff.ts';
import type { AdapterPorts, Health, RunningAdapter } from '../../src/core/chat/adapter.ts';
import { SetupError } from '../../src/core/errors/errors.ts';
import type { Secret } from '../../src/core/secret/secret.ts';
import {
  createApp,
  createSigner,
  createSlackClient,
  openEgress,
  createSocketModeReceiver as openSocket,
} from './client.ts';
import { sdkRefusal, setupFaults } from './errors.ts';
import { slackTimes, sockets as socketCount } from './limits.ts';
import { botScopes } from './manifest.ts';
import { createEventReceiver, type EventReceiver } from './receive/intake.ts';
import { createSocketConnection, type Socket } from './receive/socket.ts';
import { createWebhookRoute } from './receive/webhook.ts';
import { createConversationWorker } from './respond/conversation.ts';
import { createSlackCourier } from './send/courier.ts';
import { createChannelRateLimiter } from './send/rate-limit.ts';
import type { SlackSettings } from './settings.ts';
import type { Workspace } from './workspace.ts';

/** An adapter that serves with this token. */
export function createSlack(token: Secret, given: SlackSettings, ports: AdapterPorts): RunningAdapter {
  const { clock, log } = ports;
  const { SLACK_API_URL: apiUrl, SLACK_SIGNING_SECRET: signingSecret, SLACK_APP_TOKEN: appToken } = given;
  const egress = openEgress(apiUrl, ports.egress);
  const sdk = { apiUrl, egress, log };
  const client = createSlackClient(token, apiUrl, egress);
  const pace = createChannelRateLimiter(clock);
  const stopping = new AbortController();
  const sockets: Socket[] = [];
  let workspace: Workspace | undefined;
  let front: EventReceiver | undefined;
  let fault: string | undefined;
  /** Why there is no socket; of no interest while there is one. */
  let socketFault = 'Slack is not connected.';
  let trying: Promise<void> = Promise.resolve();
  let finish = () => {};
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });

  const refuse = (sentence: string) => {
    if (fault !== sentence) log.error('slack-refused', { why: sentence });
    fault = sentence;
  };
  const onRefused = () => refuse(setupFaults.botToken('refused'));
  const worker = createConversationWorker({ ...ports, client, pace, onRefused });
  const courier = createSlackCourier({ ...ports, client, pace, home: () => workspace, onRefused });
  if (signingSecret !== undefined) {
    const open = () => (stopping.signal.aborted ? undefined : front);
    ports.routes.add(createWebhookRoute({ sign: createSigner(signingSecret), receiver: open, clock, log }));
  }

  /** One try to begin. Throws `SetupError` for what no waiting mends. */
  async function begin(): Promise<'begun' | 'later'> {
    const app = createApp({ ...sdk, token });
    try {
      await app.init();
      const { team_id: team = '', user_id: botUser = '', response_metadata } = await app.client.auth.test();
      checkWorkspace(given.SLACK_TEAM_ID, team, response_metadata?.scopes);
      workspace = { team, botUser };
    } catch (thrown) {
      if (thrown instanceof SetupError) throw thrown;
      const code = sdkRefusal(thrown);
      if (code !== undefined) throw new SetupError([setupFaults.botToken(code)]);
      return 'later';
    }
    const taker = createEventReceiver({ ...ports, app, workspace, client, worker });
    if (appToken !== undefined) await connect(appToken, taker);
    front = taker;
    await worker.resume();
    return 'begun';
  }

  async function connect(secret: Secret, taker: EventReceiver): Promise<void> {
    const open = () => openSocket(secret, sdk);
    const onAppRefused = (code: string) => {
      socketFault = setupFaults.appToken(code);
      log.error('slack-refused', { why: socketFault });
    };
    for (let count = 0; count < socketCount; count++) {
      sockets.push(createSocketConnection({ open, receiver: taker, clock, log, onRefused: onAppRefused }));
    }
    const firsts = await Promise.all(sockets.map((socket) => socket.start()));
    const refused = firsts.find((first) => first.kind === 'refused');
    if (refused !== undefined) throw new SetupError([setupFaults.appToken(refused.code)]);
  }

  /** Slack could not be reached at the start: that must not keep others from serving. */
  async function tryOn(): Promise<void> {
    for (let retry = 0; !stopping.signal.aborted; retry++) {
      await clock.sleep(backoffPause(retry, slackTimes.retry), stopping.signal);
      if (stopping.signal.aborted) return;
      try {
        if ((await begin()) === 'begun') return;
      } catch (thrown) {
        return refuse(thrown instanceof SetupError ? thrown.message : 'Slack could not be started.');
      }
    }
  }

  return {
    ended,
    courier,
    health(): Health {
      if (fault !== undefined) return { ready: false, why: fault };
      const isUp = front !== undefined && (sockets.length === 0 || sockets.some((socket) => socket.isUp()));
      return isUp ? { ready: true } : { ready: false, why: socketFault };
    },
    async start() {
      if ((await begin()) === 'begun') return;
      log.warn('slack-unreachable');
      trying = tryOn();
    },
    async stop() {
      stopping.abort();
      await trying;
      await Promise.all(sockets.map((socket) => socket.stop()));
      await worker.stop();
      finish();
    },
  };
}

/** Throws `SetupError` when the token is of another workspace, or lacks a scope. A list that is absent lacks none. */
function checkWorkspace(
  wanted: string | undefined,
  team: string,
  scopes: readonly string[] | undefined,
): void {
  const missing = scopes === undefined ? [] : botScopes.filter((scope) => !scopes.includes(scope));
  const faults = [
    ...(wanted !== undefined && wanted !== team ? [setupFaults.team(wanted, team)] : []),
    ...(missing.length > 0 ? [setupFaults.scopes(missing)] : []),
  ];
  if (faults.length > 0) throw new SetupError(faults);
}
