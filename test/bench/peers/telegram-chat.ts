import { askBalance, operatorIn, options } from './common.ts';
import { createChat, serveWeb } from './web.ts';

/** The Chat SDK as in its guide, with its state in memory. */
const bot = await createChat('telegram', {
  botToken: options.token,
  secretToken: options.secret,
  mode: 'webhook',
  apiUrl: options.platform,
  userName: 'WalletwatchBot',
});
bot.onSlashCommand('/balance', async (event) => {
  await event.channel.post(await askBalance(operatorIn(event.user.userId)));
});
await bot.initialize();
serveWeb(async (request, waitUntil) => {
  const handle = bot.webhooks['telegram'];
  return handle === undefined ? new Response('', { status: 500 }) : handle(request, { waitUntil });
});
