import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Connection, WalletReading } from '../../../src/core/provider/provider.ts';
import type { Clock } from '../../../src/core/time/clock.ts';
import { isoDayAt } from '../../../src/core/time/day.ts';
import { createHttpClient, type HttpClient } from '../../../src/http/client.ts';
import { json } from '../../../src/http/json.ts';
import { xml } from '../../../src/http/xml.ts';
import { airpay } from '../../../src/providers/airpay/index.ts';
import { sealable } from '../../contracts/cases.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createQuickClock } from '../../fakes/quick-clock.ts';
import { type Asked, type Loopback, type LoopbackAnswer, listen } from '../loopback.ts';

const privateKey = '53b7602609702bf0055437c5edec157b23f3ace90d34fcf07275872b2350e7d5';
const midnight = Date.parse('2026-11-20T18:30:00.000Z');
const opened: { server: Loopback; http: HttpClient }[] = [];

afterEach(async () => {
  for (const { server, http } of opened.splice(0)) await Promise.all([http.close(), server.close()]);
});

interface Connected {
  readonly connection: Connection;
  readonly server: Loopback;
}

/** Opens a connection with these wallet users to a loopback server. */
async function connect(
  users: readonly string[],
  clock: Clock,
  answer: (asked: Asked) => LoopbackAnswer | Promise<LoopbackAnswer>,
) {
  const server = await listen(answer);
  const http = createHttpClient({ clock, deadline: 8000 });
  opened.push({ server, http });
  const wallets = users.map((user) => ({ user, token: `token-of-${user}` }));
  const connection = airpay.open(
    airpay.settings.parse({ baseUrl: server.origin, merchantId: '18999' }),
    airpay.secrets.parse(sealable({ privateKey, wallets })),
    { http, json, xml, clock },
  );
  return { connection, server };
}

function balancesOf(connection: Connection, deadline?: number): Promise<readonly WalletReading[]> {
  return connection.can.balances?.({}, deadline === undefined ? {} : { deadline }) ?? Promise.reject();
}

/** Answers like Airpay when its clock shows `now`. */
function airpayAt(now: number, asked: Asked): LoopbackAnswer {
  const form = new URLSearchParams(asked.body);
  const field = (name: string) => form.get(name) ?? '';
  const signed = field('merchant_id') + field('token') + field('wallet_user') + isoDayAt(now, 'Asia/Kolkata');
  const checksum = createHash('md5')
    .update(signed + privateKey)
    .digest('hex');
  if (field('checksum') !== checksum) {
    return { body: { TRANSACTION: { TRANSACTIONSTATUS: '400', MESSAGE: 'Invalid checksum' } } };
  }
  return { body: success(field('wallet_user')) };
}

function success(user: string): unknown {
  const TRANSACTION = { TRANSACTIONSTATUS: 200, MERCHANTID: '18999', USERNAME: user, WALLETBALANCE: '50.00' };
  return { TRANSACTION };
}

describe('the balance around midnight in India', () => {
  it('is read with at most two requests if the clocks differ by up to five minutes', async () => {
    const skews = [-300, -299, -60, -1, 0, 1, 60, 299];
    const moments = [-301_000, -300_000, -61_000, -1, 0, 1, 59_000, 299_000, 301_000];
    for (const skew of skews) {
      for (const moment of moments) {
        const ours = midnight + moment;
        const theirs = ours + skew * 1000;
        const clock = createQuickClock(ours);
        const { connection, server } = await connect(['u1'], clock, (asked) => airpayAt(theirs, asked));
        const [reading] = await balancesOf(connection);
        const sameDay = isoDayAt(ours, 'Asia/Kolkata') === isoDayAt(theirs, 'Asia/Kolkata');
        expect(reading, `${skew} s apart, ${moment} ms from midnight`).toMatchObject({ kind: 'ok' });
        expect(server.asked).toHaveLength(sameDay ? 1 : 2);
      }
    }
  });

  it('is reported as a problem of the keys if the clocks differ by ten minutes and midnight is not near', async () => {
    const clock = createQuickClock(midnight + 400_000);
    const { connection, server } = await connect(['u1'], clock, (asked) =>
      airpayAt(midnight - 200_000, asked),
    );
    const [reading] = await balancesOf(connection);
    expect(reading).toMatchObject({ kind: 'fail', fault: { reason: 'key-refused' } });
    expect(server.asked).toHaveLength(1);
  });
});

describe('the balances of several wallet users', () => {
  it('are requested concurrently, at most four at a time, and returned in the order of the settings', async () => {
    const users = Array.from({ length: 11 }, (_, index) => `user-${index}`);
    const { connection, server }: Connected = await connect(
      users,
      createQuickClock(midnight),
      async ({ body }) => {
        // Answers nothing until four requests are waiting.
        while (server.asked.length < 4) await new Promise((resolve) => setImmediate(resolve));
        return { body: success(new URLSearchParams(body).get('wallet_user') ?? '') };
      },
    );
    const readings = await balancesOf(connection);
    expect(readings.map((reading) => (reading.kind === 'ok' ? reading.wallet.id : reading.id))).toEqual(
      users,
    );
    expect(server.asked.map(({ body }) => new URLSearchParams(body).get('token')).sort()).toEqual(
      users.map((user) => `token-of-${user}`).sort(),
    );
    expect(server.most()).toBe(4);
  });

  it('are returned before the deadline, with a reason for each missing one', async () => {
    const users = ['u1', 'u2', 'silent-1', 'silent-2', 'silent-3', 'silent-4', 'late'];
    const clock = createFakeClock(midnight);
    const { connection, server } = await connect(users, clock, ({ body }) => {
      const user = new URLSearchParams(body).get('wallet_user') ?? '';
      return user.startsWith('silent') ? {} : { body: success(user) };
    });
    const asking = balancesOf(connection, 8000);
    while (server.asked.length < 6) await new Promise((resolve) => setImmediate(resolve));
    for (let turn = 0; turn < 7990; turn += 470) await clock.advance(470);
    const readings = await asking;
    expect(clock.mono()).toBeLessThan(8000 + 470);
    expect(readings.map((reading) => (reading.kind === 'ok' ? 'ok' : reading.fault.reason))).toEqual([
      ...['ok', 'ok', 'timeout', 'timeout', 'timeout', 'timeout', 'not-asked'],
    ]);
    expect(server.asked).toHaveLength(6);
  });

  it('do not open the circuit breaker, however often Airpay reports a failure', async () => {
    const { connection, server } = await connect(['u1'], createQuickClock(midnight), () => {
      return { body: { TRANSACTION: { TRANSACTIONSTATUS: 503, MESSAGE: 'No Records' } } };
    });
    for (let turn = 0; turn < 30; turn++) {
      expect(await balancesOf(connection)).toMatchObject([{ kind: 'fail', fault: { reason: 'no-record' } }]);
    }
    expect(server.asked).toHaveLength(30);
  });
});
