import bolt from '@slack/bolt';
import { askBalance, createJournal, operatorIn, options, ready } from './common.ts';

/** Bolt as in its guide. `COMMANDS` is the number of registered commands; the measured one is the last. */
const remember = await createJournal(options.journal);
const receiver = new bolt.HTTPReceiver({
  signingSecret: options.secret,
  endpoints: '/slack/events',
  port: 0,
  logLevel: bolt.LogLevel.ERROR,
});
const app = new bolt.App({
  token: options.token,
  receiver,
  logLevel: bolt.LogLevel.ERROR,
  clientOptions: { slackApiUrl: `${options.platform}/api/` },
});

app.use(async ({ body, next }) => {
  await remember(JSON.stringify(body));
  await next();
});
for (let other = 1; other < Number(process.env['COMMANDS'] ?? 1); other++) {
  app.command(`/other${other}`, async ({ ack }) => ack());
}
app.command('/balance', async ({ ack, command, respond }) => {
  await ack();
  await respond({ response_type: 'ephemeral', text: await askBalance(operatorIn(command.user_id)) });
});
const server = await app.start(0);
ready((server.address() as { port: number }).port);
