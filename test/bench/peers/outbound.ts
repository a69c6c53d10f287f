import { App, LogLevel } from '@slack/bolt';
import { Api } from 'grammy';
import { createSlackClient as createSlack, openEgress } from '../../../adapters/slack/client.ts';
import { createTelegramClient as createTelegram } from '../../../adapters/telegram/client.ts';
import { Secret } from '../../../src/core/secret/secret.ts';
import { createEgresses } from '../../../src/http/egress.ts';
import { systemClock } from '../../../src/observe/clock.ts';
import { options, ready } from './common.ts';

/** Sends the requested number of messages with the client named by `SENDER`, `inFlight` at a time. */
type Send = (chat: number, text: string) => Promise<unknown>;

const inFlight = 16;
const egresses = createEgresses(systemClock);
const slackApi = `${options.platform}/api/`;

const senders: Readonly<Record<string, () => Promise<Send>>> = {
  async 'ours-telegram'() {
    const { methods } = createTelegram(new Secret(options.token), options.platform, egresses.open);
    return (chat_id, text) => methods.sendMessage({ chat_id, text });
  },
  async grammy() {
    const api = new Api(options.token, { apiRoot: options.platform });
    return (chat, text) => api.sendMessage(chat, text);
  },
  async 'ours-slack'() {
    const client = createSlack(new Secret(options.token), slackApi, openEgress(slackApi, egresses.open));
    return async (chat, text) => {
      const called = await client.call('chat.postMessage', { channel: `D${chat}`, text });
      if (called.kind !== 'sent') throw new Error(called.kind);
    };
  },
  async bolt() {
    const app = new App({
      token: options.token,
      signingSecret: options.secret,
      logLevel: LogLevel.ERROR,
      clientOptions: { slackApiUrl: slackApi },
    });
    return (chat, text) => app.client.chat.postMessage({ channel: `D${chat}`, text });
  },
};

const open = senders[process.env['SENDER'] ?? ''];
if (open === undefined) throw new Error('no such sender');
const send = await open();
const text = Array.from({ length: 10 }, (_, index) => `op0-${index}@bank: 50000 of 100000`).join('\n');

process.on('message', async ({ send: count }: { readonly send?: number }) => {
  if (count === undefined) return;
  let left = count;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left > 0) {
        left -= 1;
        await send(1_000_000 + left, text);
      }
    }),
  );
  process.send?.({ sent: count });
});
ready(0);
