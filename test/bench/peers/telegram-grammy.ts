import { createServer } from 'node:http';
import { Bot, webhookCallback } from 'grammy';
import { askBalance, createJournal, operatorIn, options, ready } from './common.ts';

/** grammY as in its guide, with its own client. With `POLLING=1` it fetches updates by `bot.start()`. */
const remember = await createJournal(options.journal);
const bot = new Bot(options.token, { client: { apiRoot: options.platform } });

bot.use(async (context, next) => {
  await remember(JSON.stringify(context.update));
  await next();
});
bot.command('balance', async (context) => {
  await context.reply(await askBalance(operatorIn(context.chat.id)));
});

if (process.env['POLLING'] === undefined) {
  await bot.init();
  const server = createServer(webhookCallback(bot, 'http', { secretToken: options.secret }));
  server.listen(0, '127.0.0.1', () => ready((server.address() as { port: number }).port));
} else {
  await bot.start({ onStart: () => ready(0) });
}
