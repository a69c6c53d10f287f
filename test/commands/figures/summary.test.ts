import { describe, expect, it } from 'vitest';
import type { StatusTotal, Summary, SummaryQuery } from '../../../src/core/provider/provider.ts';
import {
  type Asked,
  absent,
  account,
  emptySummary,
  failed,
  fakeSource,
  given,
  ok,
  sampleSources,
  sampleSummary,
  statusAccounts,
  total,
} from '../../fakes/books.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { ask } from '../ask.ts';

const clock = createFakeClock();
const now = clock.now();

/** A connection with numbered accounts and the given summaries. */
function numbered(
  numbers: readonly string[],
  told: (query: SummaryQuery) => Summary,
  more: { id?: string; currency?: string; timeZone?: string; asked?: Asked[] } = {},
) {
  const { id = 'payatom', currency = 'INR', timeZone = 'Asia/Kolkata', asked = [] } = more;
  const accounts = numbers.map((number, index) => account(`Shop ${index + 1}`, { number }));
  const answers = {
    accounts: ok({ accounts, notes: [] }, now),
    summary: (query: SummaryQuery) => ok(told(query), now),
  };
  return fakeSource({ id, currency, timeZone, answers }, asked);
}

const one = (totals: readonly StatusTotal[]): Summary => ({ totals, empty: false });
const ten = one([total('Approved', 9, '900', '900'), total('Pending', 1, '0', '100')]);

describe('/summary of one account', () => {
  it('prints the rate with its formula, and every status in the order of the document', async () => {
    const { reply, text } = await ask('/summary 31-12-2023 action_date 123456789');
    expect(reply.summary).toBe('Account …6789: 998 of 2,512 = 39.7 % success on 31-12-2023');
    expect(text).toContain('Approved | 990 | ₹33,05,594.00 | ₹33,08,694.00');
    expect(text).toContain('All | 2,512 | ₹93,86,480.00 | ₹33,23,354.00');
    expect(text).toContain('(Approved + Late Approved of all, by count): 998 of 2,512 = 39.7 %.');
  });

  it('takes digits as an account number or its end, never as a phone number', async () => {
    const asked: Asked[] = [];
    const sources = sampleSources(clock, {}, asked);
    expect((await ask('/summary 6789', { clock, sources })).reply.summary).toMatch(/^Account …6789/);
    const phone = await ask('/summary 1234567890', { clock, sources });
    expect(phone.text).toContain('No account list contains this number. It was asked for as typed.');
    expect(asked.map(({ query }) => (query as Partial<SummaryQuery>).account).filter(Boolean)).toEqual([
      '123456789',
      '1234567890',
    ]);
  });

  it('does not ask for a few digits that end no known number', async () => {
    const { reply } = await ask('/summary 0001');
    expect(reply.summary).toBe('No account, connection or operator matches “0001”.');
    expect(reply.actions?.map(({ line }) => line)).toEqual(['/accounts']);
  });

  it('asks for a whole number even when the account lists fail', async () => {
    const sources = sampleSources(clock, {
      payatom: { accounts: failed('timeout'), limits: failed('timeout') },
    });
    const { reply } = await ask('/summary 123456789', { clock, sources });
    expect(reply.summary).toContain('998 of 2,512 = 39.7 %');
  });

  it('names both meanings of an empty answer', async () => {
    const { reply, text } = await ask('/summary 000111222 yesterday');
    expect(reply.summary).toBe('Account …1222: nothing found on 19-11-2026');
    expect(text).toContain('no transactions, or the provider does not know the account');
  });

  it('reports that an account has no number to ask by', async () => {
    const { reply } = await ask('/summary user@upi');
    expect(reply.summary).toBe('user@upi has no account number, and a summary is asked for by number.');
  });

  it('makes choices of several accounts, keeping the day and the date type', async () => {
    const { reply } = await ask('/summary hdfc 01-02-2024 c_date');
    expect(reply.actions?.map(({ line }) => line)).toEqual([
      '/summary 01-02-2024 c_date HareeshMenon',
      '/summary 01-02-2024 c_date HareeshMenon1',
    ]);
  });

  it('asks the one connection whose account it is', async () => {
    const asked: Asked[] = [];
    const sources = [
      numbered(['111111111'], () => ten, { id: 'first', asked }),
      numbered(['222222222'], () => ten, { id: 'second', asked }),
    ];
    await ask('/summary 2222', { clock, sources });
    expect(
      asked.filter(({ capability }) => capability === 'summary').map(({ connection }) => connection),
    ).toEqual(['second']);
  });
});

describe('/summary of every account', () => {
  it('asks each distinct number of a connection once, at most four at a time', async () => {
    let [under, most] = [0, 0];
    const asked: string[] = [];
    const numbers = Array.from({ length: 120 }, (_, index) => String(100_000_000 + (index % 100)));
    const source = fakeSource({
      id: 'payatom',
      currency: 'INR',
      answers: {
        accounts: ok({ accounts: numbers.map((number, i) => account(`a${i}`, { number })), notes: [] }, now),
        summary: async ({ account: number }) => {
          asked.push(number);
          under += 1;
          most = Math.max(most, under);
          await Promise.resolve();
          under -= 1;
          return ok(ten, now);
        },
      },
    });
    const { reply, progress } = await ask('/summary', { clock, sources: [source] });
    expect(asked).toHaveLength(100);
    expect(new Set(asked).size).toBe(100);
    expect(most).toBe(4);
    expect(reply.summary).toBe('Total of 100 accounts: 900 of 1,000 = 90.0 % success on 20-11-2026');
    expect(progress.at(0)).toEqual({ done: 1, of: 100 });
    expect(progress.at(-1)).toEqual({ done: 100, of: 100 });
  });

  it('ends at the deadline, names what was not asked, and calls the result a subtotal', async () => {
    const own = createFakeClock();
    const numbers = Array.from({ length: 12 }, (_, index) => String(100_000_000 + index));
    const source = fakeSource({
      id: 'payatom',
      currency: 'INR',
      answers: {
        accounts: ok(
          { accounts: numbers.map((number, i) => account(`shop${i}`, { number })), notes: [] },
          now,
        ),
        summary: async () => {
          await own.sleep(12_000);
          return ok(ten, own.now());
        },
      },
    });
    const answer = ask('/summary', { clock: own, sources: [source] });
    await own.advance(20_000);
    const { reply, text } = await answer;
    expect(reply.summary).toBe('Subtotal of 4 of 12 accounts: 36 of 40 = 90.0 % success on 20-11-2026');
    expect(text).toContain('Subtotal | 40 |');
    expect(text).toContain(
      'payatom: 4 accounts failed (<name shop4>, <name shop5>, <name shop6>, <name shop7>)',
    );
    expect(text).toContain('payatom: 4 accounts not asked (<name shop8>');
    expect(text).toContain('[Ask again] /summary');
  });

  it('names the accounts without a number, and what failed with its reason', async () => {
    const sources = sampleSources(clock, {
      payatom: {
        summary: ({ account: number }) => {
          return number === '123456789' ? ok(sampleSummary, now) : failed('provider-fault');
        },
      },
    });
    const { reply, text } = await ask('/summary', { clock, sources });
    expect(reply.summary).toContain('Subtotal of 1 of 7 accounts: 998 of 2,512 = 39.7 %');
    expect(text).toContain(
      'payatom: 2 accounts failed (<name HareeshMenon>, <name HareeshMenon1>): The provider reports an internal error',
    );
    expect(text).toContain('4 accounts not asked, no account number: <upi user@upi>');
  });

  it('calls a missing figure at least what is known, and a missing count an unknown rate', async () => {
    const torn: StatusTotal = { status: 'Approved', requested: given('100'), received: absent };
    const source = numbered(
      ['1', '2'].map((end) => `10000000${end}`),
      ({ account: number }) => {
        return number.endsWith('1') ? one([torn]) : one([total('Approved', 5, '50', '50')]);
      },
    );
    const { reply, text } = await ask('/summary', { clock, sources: [source] });
    expect(text).toContain('Approved | at least 5 | ₹150.00 | at least ₹50.00');
    expect(reply.summary).toContain('success rate unknown');
    expect(text).toContain('unknown, because not every count could be read');
  });

  it('calls an amount unknown when no part of it is known', async () => {
    const torn: StatusTotal = { status: 'Approved', count: 1, requested: absent, received: absent };
    const { text } = await ask('/summary', { clock, sources: [numbered(['123456789'], () => one([torn]))] });
    expect(text).toContain('Approved | 1 | unknown | unknown');
    expect(text).not.toContain('₹0');
  });

  it('shows statuses that no document names, and does not count them as success', async () => {
    const source = numbered(['123456789'], () =>
      one([total('Refunded', 1, '1', '1'), total('approved', 1, '1', '1')]),
    );
    const { reply, text } = await ask('/summary', { clock, sources: [source] });
    expect(reply.summary).toContain('1 of 2 = 50.0 %');
    expect(text).toContain('Unknown status “Refunded”: included in the count, not as success.');
    expect(text.indexOf('approved | 1')).toBeLessThan(text.indexOf('Refunded | 1'));
  });

  it('adds counts of two currencies for the rate, and amounts of neither', async () => {
    const sources = [
      numbered(['111111111'], () => ten, { id: 'india' }),
      numbered(['222222222'], () => one([total('Approved', 1, '5', '5')].map(inTaka)), {
        id: 'bangladesh',
        currency: 'BDT',
        timeZone: 'Asia/Dhaka',
      }),
    ];
    const { reply, text } = await ask('/summary', { clock, sources });
    expect(reply.summary).toContain('10 of 11 = 90.9 %');
    expect(text).toContain('All | 10 | ₹1,000.00 | ₹900.00');
    expect(text).toMatch(/All \| 1 \| (BDT |৳)5\.00 \| \1?(BDT |৳)?5\.00/);
  });

  it('means by today the day of the connection', async () => {
    const night = createFakeClock(Date.UTC(2026, 10, 20, 18, 15));
    const days: string[] = [];
    const told = ({ day }: SummaryQuery) => {
      days.push(day);
      return ten;
    };
    const sources = [
      numbered(['111111111'], told, { id: 'india' }),
      numbered(['222222222'], told, { id: 'bangladesh', timeZone: 'Asia/Dhaka' }),
    ];
    await ask('/summary', { clock: night, sources });
    expect(days).toEqual(['20-11-2026', '21-11-2026']);
    const { text } = await ask('/summary 21-11-2026', { clock: night, sources });
    expect(text).toContain('india was not asked: 21-11-2026 has not begun there.');
    expect(text).toContain('Subtotal of 1 account: ');
  });

  it('refuses a day that has not begun, with a line to send', async () => {
    const { reply } = await ask('/summary 21-11-2026 c_date 6789');
    expect(reply.summary).toBe('21-11-2026 is in the future. Ask for today or an earlier day.');
    expect(reply.actions?.map(({ line }) => line)).toEqual(['/summary today c_date 6789']);
  });

  it('answers a period with one day at a time, and a line to send', async () => {
    const { reply } = await ask('/summary last week');
    expect(reply.summary).toMatch(/^A summary covers one day/);
    expect(reply.actions?.[0]?.line).toBe('/summary yesterday');
  });

  it('offers the near word for a mistyped one', async () => {
    expect((await ask('/summary yestarday')).reply.actions?.[0]?.line).toBe('/summary yesterday');
    expect((await ask('/summary action-date')).reply.actions?.[0]?.line).toBe('/summary action_date');
  });

  it('reports that a connection lacks the credential for it', async () => {
    const lacking = fakeSource({
      id: 'second',
      answers: { limits: ok({ accounts: statusAccounts, notes: [] }, now) },
      lacks: [{ capability: 'summary', secrets: ['apiKey'] }],
    });
    const { text } = await ask('/summary', { clock, sources: [numbered(['123456789'], () => ten), lacking] });
    expect(text).toContain('Subtotal of 1 account: ');
    expect(text).toContain('second has no transaction summary without apiKey');
  });

  it('reports that all accounts are empty', async () => {
    const { reply } = await ask('/summary', {
      clock,
      sources: [numbered(['123456789'], () => emptySummary)],
    });
    expect(reply.summary).toBe('Total of 1 account: nothing found on 20-11-2026');
  });
});

function inTaka(row: StatusTotal): StatusTotal {
  return { ...row, requested: given('5', 'BDT'), received: given('5', 'BDT') };
}
