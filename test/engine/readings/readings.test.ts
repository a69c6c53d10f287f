import { describe, expect, it } from 'vitest';
import { ProviderError, type Reason } from '../../../src/core/errors/errors.ts';
import type { Ask, Connection, Reading } from '../../../src/core/provider/provider.ts';
import {
  createReadings,
  type OpenConnection,
  type ReadingsOptions,
} from '../../../src/engine/readings/readings.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { connect } from '../answer/door.ts';

type Wallet = NonNullable<Connection['can']['wallet']>;

/** A provider that records its questions; the test answers them. */
function fakeProvider() {
  const waiting: { readonly id: string; answer(): void; fail(reason: Reason): void; readonly ask: Ask }[] =
    [];
  const wallet: Wallet = ({ id }, ask) => {
    return new Promise((resolve, reject) => {
      waiting.push({
        id,
        ask,
        answer: () => resolve({ id, balance: { kind: 'missing', why: 'absent' }, currency: 'INR' }),
        fail: (reason) => reject(new ProviderError(reason)),
      });
    });
  };
  return { waiting, can: { wallet } };
}

function usual(more: Partial<ReadingsOptions> = {}) {
  const clock = createFakeClock();
  const logged: string[] = [];
  const record = (event: string, fields = {}) => void logged.push(JSON.stringify({ event, ...fields }));
  const log = { debug: record, info: record, warn: record, error: record };
  const readings = createReadings({ clock, log, ...more });
  const provider = fakeProvider();
  const open = (operator: string, id: string, rest: Partial<OpenConnection> = {}) => {
    const connection = { ...connect(operator, id, provider.can), ...rest };
    const [source] = readings.sources([connection]);
    return async (walletId = '1', ask?: Ask): Promise<Reading<unknown>> => {
      return (
        (await source?.can.wallet?.({ id: walletId }, ask)) ?? {
          kind: 'fail',
          fault: { reason: 'unsupported' },
        }
      );
    };
  };
  return { clock, logged, readings, ...provider, open };
}

const kindOf = (reading: Reading<unknown>) => (reading.kind === 'ok' ? 'ok' : reading);

describe('the same question at the same moment', () => {
  it('is asked once for 500 askers', async () => {
    const { waiting, open } = usual();
    const asked = Array.from({ length: 500 }, () => open('op-a', 'x')());
    expect(waiting).toHaveLength(1);
    waiting[0]?.answer();
    expect(new Set((await Promise.all(asked)).map(kindOf))).toEqual(new Set(['ok']));
    expect(waiting).toHaveLength(1);
  });

  it.each<[string, (door: ReturnType<typeof usual>) => readonly [unknown, unknown]]>([
    ['operators, even with equal credentials', ({ open }) => [open('op-a', 'x')(), open('op-b', 'x')()]],
    ['connections', ({ open }) => [open('op-a', 'x')(), open('op-a', 'y')()]],
    ['credentials', ({ open }) => [open('op-a', 'x')(), open('op-a', 'x', { fingerprint: 'f2' })()]],
    ['questions', ({ open }) => [open('op-a', 'x')('1'), open('op-a', 'x')('2')]],
    ['names that look alike in a row', ({ open }) => [open('op', 'a","x')(), open('op","a', 'x')()]],
  ])('is never shared between %s', (_, ask) => {
    const door = usual();
    ask(door);
    expect(door.waiting).toHaveLength(2);
  });

  it('is the same for any order of its keys', async () => {
    const { readings } = usual();
    let calls = 0;
    const summary = async () => {
      calls += 1;
      return { totals: [], empty: true };
    };
    const [source] = readings.sources([connect('op-a', 'x', { summary })]);
    const day = '31-12-2023' as never;
    await source?.can.summary?.({ account: '1', day, dateType: 'c_date' });
    await source?.can.summary?.({ dateType: 'c_date', day, account: '1' });
    expect(calls).toBe(1);
  });
});

describe('an answer', () => {
  it('is returned again for a while, with the time it was received', async () => {
    const { waiting, open, clock } = usual();
    const first = open('op-a', 'x')();
    await clock.advance(3_000);
    waiting[0]?.answer();
    const asOf = clock.now();
    expect(await first).toMatchObject({ kind: 'ok', asOf });
    await clock.advance(14_999);
    expect(await open('op-a', 'x')()).toMatchObject({ kind: 'ok', asOf });
    await clock.advance(1);
    void open('op-a', 'x')();
    expect(waiting).toHaveLength(2);
  });

  it('is not cached if the cache is off, but is still shared while the question is pending', async () => {
    const { waiting, open } = usual({ cache: 0 });
    const ask = open('op-a', 'x');
    const both = [ask(), ask()];
    waiting[0]?.answer();
    await Promise.all(both);
    void ask();
    expect(waiting).toHaveLength(2);
  });

  it('that failed is not cached', async () => {
    const { waiting, open } = usual();
    const ask = open('op-a', 'x');
    const first = ask();
    waiting[0]?.fail('unreachable');
    expect(await first).toEqual({ kind: 'fail', fault: { reason: 'unreachable' } });
    void ask();
    expect(waiting).toHaveLength(2);
  });

  it('in which one wallet failed is not cached', async () => {
    const { readings } = usual();
    let calls = 0;
    const balances = async () => {
      calls += 1;
      return [{ kind: 'fail', id: 'w', fault: { reason: 'timeout' } }] as const;
    };
    const [source] = readings.sources([connect('op-a', 'x', { balances })]);
    await source?.can.balances?.({});
    expect(await source?.can.balances?.({})).toMatchObject({ kind: 'ok', data: [{ kind: 'fail' }] });
    expect(calls).toBe(2);
  });

  it('is returned as stale with the reason if asking again fails, for ten minutes', async () => {
    const { waiting, open, clock } = usual();
    const ask = open('op-a', 'x');
    const first = ask();
    waiting[0]?.answer();
    const asOf = clock.now();
    await first;
    await clock.advance(600_000);
    const second = ask();
    waiting[1]?.fail('provider-fault');
    expect(await second).toMatchObject({ kind: 'stale', asOf, why: { reason: 'provider-fault' } });
    await clock.advance(1);
    const third = ask();
    waiting[2]?.fail('provider-fault');
    expect(await third).toMatchObject({ kind: 'fail', fault: { reason: 'provider-fault' } });
  });

  it.each<Reason>(['not-found', 'key-refused', 'foreign'])(
    'is not returned as stale after the answer “%s”',
    async (reason) => {
      const { waiting, open, clock } = usual();
      const ask = open('op-a', 'x');
      const first = ask();
      waiting[0]?.answer();
      await first;
      await clock.advance(20_000);
      const second = ask();
      waiting[1]?.fail(reason);
      expect(await second).toEqual({ kind: 'fail', fault: { reason } });
      const third = ask();
      waiting[2]?.fail('timeout');
      expect(await third).toEqual({ kind: 'fail', fault: { reason: 'timeout' } });
    },
  );

  it('is cached for a limited number of questions', async () => {
    const { waiting, open } = usual({ maxEntries: 2 });
    const ask = open('op-a', 'x');
    for (const id of ['1', '2', '3']) {
      const asked = ask(id);
      waiting.at(-1)?.answer();
      await asked;
    }
    await ask('3');
    await ask('2');
    expect(waiting).toHaveLength(3);
    void ask('1');
    expect(waiting).toHaveLength(4);
  });
});

describe('the monitor', () => {
  const list = (rows: number) => ({ accounts: new Array(rows).fill({}), notes: [] });

  it('caches its answers only while there is room, without evicting those of users', async () => {
    const { readings, clock } = usual({ maxEntries: 20, cache: 0 });
    let rows = 9;
    const answers = new Map<string, boolean>();
    const ask = async (id: string, by: 'person' | 'monitor') => {
      const accounts = async () => {
        if (answers.get(id) === false) throw new ProviderError('timeout');
        return list(rows) as never;
      };
      const connection = connect('op-a', id, { accounts });
      const source = by === 'monitor' ? readings.inPassing(connection) : readings.sources([connection])[0];
      return (await source?.can.accounts?.({}, {}))?.kind;
    };
    for (const id of ['1', '2', '3']) await ask(id, 'monitor');
    const standing = async () => {
      for (const id of ['1', '2', '3', '4']) answers.set(id, false);
      const kinds = [];
      for (const id of ['1', '2', '3', '4']) kinds.push(await ask(id, 'monitor'));
      answers.clear();
      return kinds;
    };
    expect(await standing()).toEqual(['stale', 'stale', 'fail', 'fail']);
    await ask('4', 'person');
    expect(await standing()).toEqual(['fail', 'stale', 'fail', 'stale']);
    await Promise.all([ask('3', 'monitor'), ask('3', 'person')]);
    expect(await standing()).toEqual(['fail', 'fail', 'stale', 'stale']);
    rows = 99;
    await ask('1', 'monitor');
    expect(await standing()).toEqual(['fail', 'fail', 'stale', 'stale']);
    await ask('1', 'person');
    expect(await standing()).toEqual(['stale', 'fail', 'fail', 'fail']);
    await clock.advance(600_001);
    rows = 9;
    await ask('2', 'monitor');
    expect(await standing()).toEqual(['fail', 'stale', 'fail', 'fail']);
  });
});

describe('an asker', () => {
  it('may stop waiting, which ends neither the question nor the wait of others', async () => {
    const { waiting, open, clock } = usual();
    const ask = open('op-a', 'x');
    const leaving = new AbortController();
    const [hasty, left, patient] = [ask('1', { deadline: 100 }), ask('1', { signal: leaving.signal }), ask()];
    leaving.abort();
    expect(await left).toEqual({ kind: 'fail', fault: { reason: 'timeout' } });
    await clock.advance(100);
    expect(await hasty).toEqual({ kind: 'fail', fault: { reason: 'timeout' } });
    expect(waiting[0]?.ask.signal?.aborted).toBe(false);
    waiting[0]?.answer();
    expect((await patient).kind).toBe('ok');
    expect(clock.sleepers()).toBe(0);
  });

  it('whose signal has already aborted asks nothing', async () => {
    const { waiting, open } = usual();
    const reading = await open('op-a', 'x')('1', { signal: AbortSignal.abort() });
    expect(reading).toEqual({ kind: 'fail', fault: { reason: 'not-asked' } });
    expect(waiting).toEqual([]);
  });

  it('stops waiting with the signal of the sources if the question has none', async () => {
    const { readings, can } = usual();
    const stop = new AbortController();
    const [source] = readings.sources([connect('op-a', 'x', can)], stop.signal);
    const asked = source?.can.wallet?.({ id: '1' }, { deadline: 5_000 });
    stop.abort();
    expect(await asked).toEqual({ kind: 'fail', fault: { reason: 'timeout' } });
  });

  it('does not wait forever for a question that never ends, whose signal aborts', async () => {
    const { waiting, open, clock } = usual();
    const ask = open('op-a', 'x');
    const asked = ask();
    await clock.advance(30_000);
    expect(await asked).toEqual({ kind: 'fail', fault: { reason: 'timeout' } });
    expect(waiting[0]?.ask.signal?.aborted).toBe(true);
    void ask();
    expect(waiting).toHaveLength(2);
  });
});

it('an internal error becomes a failed reading, and is logged without its message', async () => {
  const { readings, logged } = usual();
  const wallet = () => {
    throw new RangeError('sk_live_1');
  };
  const [source] = readings.sources([connect('op-a', 'x', { wallet })]);
  expect(await source?.can.wallet?.({ id: '1' })).toEqual({ kind: 'fail', fault: { reason: 'malformed' } });
  expect(logged.join()).toContain('RangeError');
  expect(logged.join()).not.toContain('sk_live_1');
});

it('a source has exactly the capabilities of its connection', () => {
  const { readings, can } = usual();
  const [source] = readings.sources([connect('op-a', 'x', can)]);
  expect(Object.keys(source?.can ?? {})).toEqual(['wallet']);
  expect(source).toMatchObject({
    timeZone: 'Asia/Kolkata',
    lacks: [],
    connection: { id: 'x', provider: 'bank' },
  });
});
