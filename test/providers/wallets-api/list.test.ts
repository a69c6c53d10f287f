import { afterEach, describe, expect, it } from 'vitest';
import type { Ask, Connection, WalletList } from '../../../src/core/provider/provider.ts';
import type { Clock } from '../../../src/core/time/clock.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createQuickClock } from '../../fakes/quick-clock.ts';
import type { Asked, LoopbackAnswer } from '../loopback.ts';
import { closeAll, connect } from './wallets-api.ts';

const start = Date.parse('2026-11-20T06:30:00Z');

afterEach(closeAll);

/** Opens a connection with a token, which sends no login requests. */
const open = (clock: Clock, answer: (asked: Asked) => LoopbackAnswer) =>
  connect(clock, answer, { token: 'access-token-0001' });

function walletsOf(connection: Connection, ask: Ask = {}): Promise<WalletList> {
  return connection.can.wallets?.({}, ask) ?? Promise.reject();
}

/** Answers like a provider with `count` wallets, newest first. */
function serving(count: number): (asked: Asked) => LoopbackAnswer {
  return ({ path }) => {
    if (path.startsWith('/api/v1/currencies')) return { body: [{ id: 1, currency: 'USD', precision: 2 }] };
    const query = new URLSearchParams(path.split('?')[1]);
    const [page, limit] = [Number(query.get('page')), Number(query.get('limit'))];
    const first = (page - 1) * limit;
    const size = Math.max(0, Math.min(limit, count - first));
    const rows = Array.from({ length: size }, (_, index) => {
      return `{"id":${count - first - index},"currency_id":1,"amount":${first + index}.50,"type":"PREPAID"}`;
    });
    const headers = {
      'X-Total-Count': String(count),
      'X-Total-Pages': String(Math.ceil(count / limit)),
      'X-Has-More': String(page * limit < count),
    };
    return { body: `[${rows.join(',')}]`, headers };
  };
}

describe('the list of wallets', () => {
  it('is read completely over several pages, in the order of the provider', async () => {
    const { connection, asked } = await open(createQuickClock(start), serving(2500));
    const list = await walletsOf(connection);
    expect(list).toMatchObject({ complete: true, total: 2500, unreadable: 0 });
    expect(list.wallets.map(({ id }) => Number(id))).toEqual(
      Array.from({ length: 2500 }, (_, index) => 2500 - index),
    );
    expect(list.wallets.at(-1)?.balance).toMatchObject({
      kind: 'given',
      money: { amount: '2499.50', currency: 'USD' },
    });
    expect(asked('/api/v1/wallets')).toBe(3);
  });

  it('ends after fifty pages, and reports the total number of wallets', async () => {
    const { connection, asked } = await open(createQuickClock(start), serving(50_500));
    const list = await walletsOf(connection);
    expect(list.wallets).toHaveLength(50_000);
    expect(list).toMatchObject({ complete: false, total: 50_500 });
    expect(asked('/api/v1/wallets')).toBe(50);
  });

  it('ends at the deadline with the pages read so far', async () => {
    const clock = createFakeClock(start);
    const whole = serving(5000);
    const { connection, server } = await open(clock, (asked) => {
      return asked.path.includes('page=3') ? {} : whole(asked);
    });
    const asking = walletsOf(connection, { deadline: 8000 });
    while (server.asked.length < 4) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(7900);
    const list = await asking;
    expect(list.wallets).toHaveLength(2000);
    expect(list).toMatchObject({ complete: false, total: 5000 });
  });

  it('fails if the first page does not arrive before the deadline', async () => {
    const clock = createFakeClock(start);
    const { connection, server } = await open(clock, () => ({}));
    const asking = walletsOf(connection, { deadline: 8000 }).catch((thrown: unknown) => thrown);
    while (server.asked.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(7900);
    expect(await asking).toMatchObject({ reason: 'timeout' });
  });
});

describe('the currencies', () => {
  const silent = (asked: Asked) => (asked.path.startsWith('/api/v1/currencies') ? {} : serving(1)(asked));

  it('are requested once an hour, and once for concurrent requests', async () => {
    const clock = createFakeClock(start);
    const { connection, asked } = await open(clock, serving(1));
    await Promise.all(Array.from({ length: 20 }, () => walletsOf(connection)));
    await clock.advance(3_599_999);
    await walletsOf(connection);
    expect(asked('/api/v1/currencies')).toBe(1);
    await clock.advance(1);
    await Promise.all(Array.from({ length: 20 }, () => walletsOf(connection)));
    expect(asked('/api/v1/currencies')).toBe(2);
  });

  it('delay the wallets for at most half of the deadline', async () => {
    const clock = createFakeClock(start);
    const { connection, server } = await open(clock, silent);
    const asking = walletsOf(connection, { deadline: 8000 });
    while (server.asked.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(4000);
    expect((await asking).wallets).toMatchObject([{ id: '1', currency: '#1' }]);
  });

  it('stay cached if a refresh fails an hour later', async () => {
    const clock = createFakeClock(start);
    let refused = false;
    const whole = serving(1);
    const { connection, asked } = await open(clock, (question) => {
      return refused && question.path.startsWith('/api/v1/currencies')
        ? { status: 403, body: '{}' }
        : whole(question);
    });
    await walletsOf(connection);
    refused = true;
    await clock.advance(3_600_000);
    expect((await walletsOf(connection)).wallets).toMatchObject([{ currency: 'USD' }]);
    expect(asked('/api/v1/currencies')).toBe(2);
  });
});
