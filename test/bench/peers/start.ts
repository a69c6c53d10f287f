import { createServer } from 'node:http';
import { options, ready } from './common.ts';

/**
 * The minimum of a bot with the same libraries before its first reply: loads them and serves the platforms named by
 * `PLATFORMS`. The libraries are those that the product loads for these platforms.
 */
const platforms = (process.env['PLATFORMS'] ?? '').split('+');

await Promise.all([
  import('undici'),
  import('zod'),
  import('big.js'),
  import('lossless-json'),
  import('fast-xml-parser'),
  import('lowdb'),
  import('pino'),
  import('prom-client'),
]);

if (platforms.includes('telegram')) {
  const { Bot, webhookCallback } = await import('grammy');
  const bot = new Bot(options.token, { client: { apiRoot: options.platform } });
  bot.command('whoami', (context) => context.reply(`You are telegram:${context.from?.id}`));
  await bot.init();
  const server = createServer(webhookCallback(bot, 'http', { secretToken: options.secret }));
  server.listen(Number(process.env['PORT']), '127.0.0.1');
}
if (platforms.includes('slack')) {
  const { App, HTTPReceiver, LogLevel } = await import('@slack/bolt');
  const receiver = new HTTPReceiver({
    signingSecret: process.env['SIGNING'] ?? '',
    endpoints: '/slack/events',
    logLevel: LogLevel.ERROR,
  });
  const app = new App({
    token: process.env['SLACK_TOKEN'] ?? '',
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: `${options.platform}/api/` },
  });
  app.command('/whoami', async ({ ack, respond, command }) => {
    await ack();
    await respond({
      response_type: 'ephemeral',
      text: `You are slack:${command.team_id}:${command.user_id}`,
    });
  });
  await app.start(Number(process.env['SLACK_PORT']));
}
ready(0);
