import { setMaxListeners } from 'node:events';
import { backoffPause } from '../../src/core/async/backoff.ts';
import type { AdapterPorts, Health, RunningAdapter } from '../../src/core/chat/adapter.ts';
import { createInboxWorker } from '../../src/core/chat/inbox-worker.ts';
import { SetupError } from '../../src/core/errors/errors.ts';
import type { Secret } from '../../src/core/secret/secret.ts';
import {
  createApp,
  createSigner,
  createSlackClient,
  openEgress,
  createSocketModeReceiver as openSocket,
} from './client.ts';
import { sdkRefusal, slackSetupErrors } from './errors.ts';
import { slackTimes, sockets as socketCount } from './limits.ts';
import { botScopes } from './manifest.ts';
import { createEventReceiver, type EventReceiver } from './receive/intake.ts';
import { createSocketConnection, type Socket } from './receive/socket.ts';
import { createWebhookRoute } from './receive/webhook.ts';
import { answerAsk } from './respond/conversation.ts';
import { createSlackCourier } from './send/courier.ts';
import { createChannelRateLimiter } from './send/rate-limit.ts';
import type { ResponseUrl } from './send/routes.ts';
import type { SlackSettings } from './settings.ts';
import type { Workspace } from './workspace.ts';

/** Opens the adapter. */
export function createSlack(token: Secret, settings: SlackSettings, ports: AdapterPorts): RunningAdapter {
  const { clock, log } = ports;
  const { SLACK_API_URL: apiUrl, SLACK_SIGNING_SECRET: signingSecret, SLACK_APP_TOKEN: appToken } = settings;
  const egress = openEgress(apiUrl, ports.egress);
  const sdk = { apiUrl, egress, log };
  const client = createSlackClient(token, apiUrl, egress);
  const rateLimiter = createChannelRateLimiter(clock);
  const stopping = new AbortController();
  // One listener per waiting channel.
  setMaxListeners(0, stopping.signal);
  const sockets: Socket[] = [];
  let workspace: Workspace | undefined;
  let receiver: EventReceiver | undefined;
  let refusal: string | undefined;
  /** Why no socket is connected; irrelevant while one is. */
  let socketProblem = 'Slack is not connected.';
  let beginning: Promise<void> = Promise.resolve();
  let finish = () => {};
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });

  const refuse = (sentence: string) => {
    if (refusal !== sentence) log.error('slack-refused', { why: sentence });
    refusal = sentence;
  };
  const onRefused = () => refuse(slackSetupErrors.botToken('refused'));
  const conversation = { ...ports, client, rateLimiter, onRefused, signal: stopping.signal };
  const worker = createInboxWorker<ResponseUrl>({
    adapter: 'slack',
    inbox: ports.inbox,
    log,
    answer: (job) => answerAsk(conversation, job),
  });
  const courier = createSlackCourier({
    ...ports,
    client,
    rateLimiter,
    workspace: () => workspace,
    onRefused,
  });
  if (signingSecret !== undefined) {
    const open = () => (stopping.signal.aborted ? undefined : receiver);
    ports.routes.add(createWebhookRoute({ sign: createSigner(signingSecret), receiver: open, clock, log }));
  }

  /** Makes one attempt to begin. Throws `SetupError` for failures that only a configuration change fixes. */
  async function begin(): Promise<'begun' | 'later'> {
    const app = createApp({ ...sdk, token });
    try {
      await app.init();
      const { team_id: team = '', user_id: botUser = '', response_metadata } = await app.client.auth.test();
      checkWorkspace(settings.SLACK_TEAM_ID, team, response_metadata?.scopes);
      workspace = { team, botUser };
    } catch (thrown) {
      if (thrown instanceof SetupError) throw thrown;
      const code = sdkRefusal(thrown);
      if (code !== undefined) throw new SetupError([slackSetupErrors.botToken(code)]);
      return 'later';
    }
    const opened = createEventReceiver({ ...ports, app, workspace, client, worker });
    if (appToken !== undefined) await connect(appToken, opened);
    receiver = opened;
    await worker.resume();
    return 'begun';
  }

  async function connect(secret: Secret, opened: EventReceiver): Promise<void> {
    const open = () => openSocket(secret, sdk);
    const onAppRefused = (code: string) => {
      socketProblem = slackSetupErrors.appToken(code);
      log.error('slack-refused', { why: socketProblem });
    };
    for (let count = 0; count < socketCount; count++) {
      sockets.push(createSocketConnection({ open, receiver: opened, clock, log, onRefused: onAppRefused }));
    }
    const attempts = await Promise.all(sockets.map((socket) => socket.start()));
    const refused = attempts.find((attempt) => attempt.kind === 'refused');
    if (refused !== undefined) throw new SetupError([slackSetupErrors.appToken(refused.code)]);
  }

  /** Retries to begin when Slack could not be reached at the start, which must not prevent other adapters from serving. */
  async function retryBegin(): Promise<void> {
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
      if (refusal !== undefined) return { ready: false, why: refusal };
      const isUp =
        receiver !== undefined && (sockets.length === 0 || sockets.some((socket) => socket.isUp()));
      return isUp ? { ready: true } : { ready: false, why: socketProblem };
    },
    async start() {
      if ((await begin()) === 'begun') return;
      log.warn('slack-unreachable');
      beginning = retryBegin();
    },
    async stop() {
      stopping.abort();
      await beginning;
      await Promise.all(sockets.map((socket) => socket.stop()));
      await worker.idle();
      finish();
    },
  };
}

/** Throws `SetupError` if the token belongs to another workspace or lacks a scope. An absent list of scopes is not checked. */
function checkWorkspace(
  wanted: string | undefined,
  team: string,
  scopes: readonly string[] | undefined,
): void {
  const missing = scopes === undefined ? [] : botScopes.filter((scope) => !scopes.includes(scope));
  const problems = [
    ...(wanted !== undefined && wanted !== team ? [slackSetupErrors.team(wanted, team)] : []),
    ...(missing.length > 0 ? [slackSetupErrors.scopes(missing)] : []),
  ];
  if (problems.length > 0) throw new SetupError(problems);
}
