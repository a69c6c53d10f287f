import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { createSlack } from '../../adapters/slack/index.ts';
import { settings } from '../../adapters/slack/settings.ts';
import type { Route } from '../../src/core/routes.ts';
import { createInbox } from '../../src/engine/inbox.ts';
import { createEgresses } from '../../src/http/egress.ts';
import { systemClock } from '../../src/observe/clock.ts';
import { createListener } from '../../src/server/listen.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { gallery, reader } from '../gallery.ts';

/** One of the two servers of `slack.ts`, which starts it: the variant, the Web API and the signing secret are its arguments. */
const [variant, apiUrl = '', secret = ''] = process.argv.slice(2);
const answer = gallery.find(({ name }) => name.startsWith('a table'))?.reply ?? { summary: 'x', blocks: [] };
const token = 'xoxb-1111111111-2222222222-AbCdEfGhIjKl';

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.send?.(variant === 'bolt' ? await serveBolt() : await serveOurs());

/** Bolt as its guide has it: acknowledge, then `respond()` with blocks that were made beforehand. */
async function serveBolt(): Promise<number> {
  const { renderReply } = await import('../../adapters/slack/render.ts');
  const [message] = renderReply(answer, reader);
  const receiver = new HTTPReceiver({ signingSecret: secret, logLevel: LogLevel.ERROR });
  const app = new App({
    token,
    receiver,
    convoStore: false,
    deferInitialization: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: apiUrl },
  });
  app.command(/.*/, async ({ ack, respond }) => {
    await ack();
    await respond({ text: message?.text ?? '', blocks: [...(message?.blocks ?? [])] });
  });
  await app.init();
  const server = createServer((request, response) => void receiver.requestListener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Our adapter as the process composes it, over a store in memory. */
async function serveOurs(): Promise<number> {
  const quiet = () => {};
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const listener = createListener({ host: '127.0.0.1', port: 0, log });
  const given = settings.parse({
    SLACK_BOT_TOKEN: token,
    SLACK_SIGNING_SECRET: secret,
    SLACK_API_URL: apiUrl,
  });
  if (given.SLACK_BOT_TOKEN === undefined) throw new Error('there is no token');
  const adapter = createSlack(given.SLACK_BOT_TOKEN, given, {
    answer: async () => answer,
    inbox: createInbox(createMemoryStore(), systemClock),
    tickets: { issue: async () => [], redeem: async () => ({ kind: 'unknown' }) },
    routes: { add: (route: Route) => listener.add(route) },
    egress: createEgresses(systemClock).open,
    audit: async () => undefined,
    moveChat: async () => undefined,
    clock: systemClock,
    log,
    reader,
    commands: [],
  });
  await adapter.start();
  return (await listener.start()) ?? 0;
}
