import { reply, text } from '../../../src/core/reply/build.ts';
import { openDesk, pause } from '../../emulators/slack/desk.ts';
import type { Acked } from '../../emulators/slack/index.ts';
import { botUser } from '../../emulators/slack/state.ts';

/**
 * Renews or breaks a connection of socket mode every 2 s during 1,000 commands: each must be acknowledged within a second and
 * run once. Run: `npx tsx test/campaigns/slack/refresh.ts [commands] [period ms]`.
 */
const [commands = 1000, period = 2000] = process.argv.slice(2).map(Number);
const spacing = 20;
const runs = new Map<string, number>();

const desk = await openDesk({
  mode: 'socket',
  answer: async (line) => {
    runs.set(line.text, (runs.get(line.text) ?? 0) + 1);
    return reply(`got ${line.text}`, [text(`got ${line.text}`)]);
  },
});
const { slack } = desk;
slack.channelOf('C0PAYMENTS', [botUser]);

const acks: Promise<Acked>[] = [];
let shaken = 0;
const started = performance.now();
for (let sent = 0; sent < commands; sent++) {
  acks.push(slack.slash(`/balance ${sent}`, { user: `U0USER${sent % 20}`, channel: `C0CHAN${sent % 50}` }));
  if (performance.now() - started > (shaken + 1) * period) {
    shaken += 1;
    if (shaken % 2 === 0) slack.sockets.refresh();
    else slack.sockets.drop();
  }
  await pause(spacing);
}
const all = await Promise.all(acks);
const wait = performance.now();
while (slack.posted.length < commands && performance.now() - wait < 20_000) await pause(10);

const slowest = Math.max(...all.map(({ ms }) => ms));
const acknowledged = all.filter(({ status, ms }) => status === 200 && ms < 1000).length;
const once = [...runs.values()].filter((count) => count === 1).length;
const figures = {
  commands,
  'shaken (renewed or broken)': shaken,
  connections: slack.sockets.opened(),
  'acknowledged within a second': acknowledged,
  'slowest ms': Math.round(slowest),
  'run once': once,
  'run more than once': runs.size - once,
  answered: slack.posted.length,
  faults: slack.sockets.faults.length + slack.refused.length,
};
await desk.close();
process.stdout.write(
  `${Object.entries(figures)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')}\n`,
);
const good = acknowledged === commands && once === commands && figures.answered === commands;
process.exitCode = good && figures.faults === 0 ? 0 : 1;
