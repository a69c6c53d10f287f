import { type ChildProcess, fork } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';

/**
 * CPU of one slash command in HTTP mode, ours against bare Bolt that answers by `respond()`; ours also keeps the line,
 * asks the door and renders. Variants take turns within a round; the figure is the median of the rounds' ratios.
 * Run: `npx tsx test/bench/slack.ts [requests a window] [rounds]`.
 */
const [requests = 1500, rounds = 5] = process.argv.slice(2).map(Number);
const secret = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
const variants = ['bolt', 'ours'] as const;
const concurrent = 16;

let answered = 0;
const slack = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    if (request.url === '/answer') answered += 1;
    const body = JSON.stringify({
      ok: true,
      team_id: 'T0WATCH01',
      user_id: 'U0WATCHBOT',
      bot_id: 'B0WATCH01',
    });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(body);
  });
});
slack.listen(0, '127.0.0.1');
await once(slack, 'listening');
const api = `http://127.0.0.1:${(slack.address() as AddressInfo).port}`;

interface Server {
  readonly child: ChildProcess;
  readonly pool: Pool;
}

async function start(variant: (typeof variants)[number]): Promise<Server> {
  const child = fork(new URL('./slack-server.ts', import.meta.url), [variant, `${api}/api/`, secret], {
    execArgv: ['--import', 'tsx'],
  });
  const [port] = (await once(child, 'message')) as [number];
  return { child, pool: new Pool(`http://127.0.0.1:${port}`, { connections: concurrent }) };
}

async function cpuOf({ child }: Server): Promise<number> {
  child.send('cpu');
  const [micros] = (await once(child, 'message')) as [number];
  return micros;
}

function bodyOf(): string {
  return new URLSearchParams({
    command: '/balance',
    text: 'main',
    team_id: 'T0WATCH01',
    channel_id: 'C0PAYMENTS',
    user_id: 'U0ASKER01',
    trigger_id: randomBytes(12).toString('hex'),
    response_url: `${api}/answer`,
  }).toString();
}

/** Microseconds of CPU that the server took for one command, its answer sent. */
async function measure(server: Server): Promise<number> {
  const before = await cpuOf(server);
  const wanted = answered + requests;
  let sent = 0;
  const worker = async () => {
    while (sent < requests) {
      sent += 1;
      const body = bodyOf();
      const timestamp = String(Math.floor(Date.now() / 1000));
      const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
      const response = await server.pool.request({
        path: '/slack/events',
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-slack-request-timestamp': timestamp,
          'x-slack-signature': `v0=${signature}`,
        },
        body,
      });
      if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`);
      await response.body.dump();
    }
  };
  await Promise.all(Array.from({ length: concurrent }, worker));
  while (answered < wanted) await new Promise((resolve) => setTimeout(resolve, 2));
  return ((await cpuOf(server)) - before) / requests;
}

const servers = { bolt: await start('bolt'), ours: await start('ours') };
for (const variant of variants) await measure(servers[variant]);
const ratios: number[] = [];
const micros = { bolt: [] as number[], ours: [] as number[] };
for (let round = 0; round < rounds; round++) {
  const order = round % 2 === 0 ? variants : [...variants].reverse();
  const taken = { bolt: 0, ours: 0 };
  for (const variant of order) taken[variant] = await measure(servers[variant]);
  for (const variant of variants) micros[variant].push(taken[variant]);
  ratios.push(taken.ours / taken.bolt);
}
for (const { child, pool } of Object.values(servers)) {
  await pool.destroy();
  child.kill();
}
slack.closeAllConnections();
slack.close();

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const range = (values: readonly number[]) =>
  `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
const ratio = median(ratios);
process.stdout.write(
  `CPU a command: Bolt ${median(micros.bolt).toFixed(0)} us, ours ${median(micros.ours).toFixed(0)} us; ` +
    `ratio ${ratio.toFixed(2)} [${range(ratios)}], to be at most 0.90\n`,
);
process.exitCode = ratio <= 0.9 ? 0 : 1;
