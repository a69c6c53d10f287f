import { describe, expect, it } from 'vitest';
import { maskReply } from '../../../src/core/reply/mask.ts';
import {
  type Asked,
  absent,
  account,
  failed,
  fakeSource,
  limitAccounts,
  ok,
  rupees,
  sampleSources,
  statusAccounts,
} from '../../fakes/books.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { ask, indianReader } from '../ask.ts';
import { plain } from '../plain.ts';

const clock = createFakeClock();
const now = clock.now();

/** One connection with these accounts in its list with states, and those in its list without. */
function listing(
  stated: readonly ReturnType<typeof account>[],
  unstated: typeof stated = [],
  id = 'payatom',
) {
  return fakeSource({
    id,
    currency: 'INR',
    answers: {
      accounts: ok({ accounts: stated, notes: [] }, now),
      limits: ok({ accounts: unstated, notes: [] }, now),
    },
  });
}

function rowOf(text: string, word: string): string {
  return text.split('\n').find((line) => line.includes('|') && line.includes(word)) ?? '';
}

describe('/accounts', () => {
  it('counts states in its headline and shows each figure of each account', async () => {
    const { text } = await ask('/accounts');
    expect(text).toContain('# 2 active, 1 inactive, 4 state not given');
    const row = rowOf(text, 'user@upi');
    for (const figure of ['1234567890', 'active', '₹100.00', '₹1,000.00', '₹200.00', '₹700.00']) {
      expect(row).toContain(figure);
    }
    expect(rowOf(text, 'John Doe')).toContain('usage not tracked');
  });

  it('computes what is available where only limit and use are given, and shows how', async () => {
    const { text } = await ask('/accounts');
    expect(rowOf(text, 'HareeshMenon1')).toContain('₹6,000.00 *');
    expect(text).toContain('* computed: limit minus used, rolling not given.');
  });

  it('takes rolling off too where it is given and available is not', async () => {
    const figures = { ...rupees({ limit: '1000', used: '100', rolling: '250' }), available: absent };
    const source = listing([account('a@upi', { upi: 'a@upi', usageTracked: true, figures })]);
    const { text } = await ask('/accounts', { clock, sources: [source] });
    expect(rowOf(text, 'a@upi')).toContain('₹650.00 **');
    expect(text).toContain('** computed: limit minus used minus rolling.');
  });

  it('never makes a zero of a figure that is missing', async () => {
    const figures = { ...rupees({ limit: '1000' }), used: absent, available: absent, rolling: absent };
    const source = listing([account('a@upi', { usageTracked: true, figures })]);
    const row = rowOf((await ask('/accounts', { clock, sources: [source] })).text, 'a@upi');
    expect(row.match(/unknown/g)).toHaveLength(3);
    expect(row).not.toContain('₹0');
  });

  it('leaves accounts without a state out of active and inactive, and reports it', async () => {
    const { text } = await ask('/accounts inactive');
    expect(text).toContain('# 1 inactive account');
    expect(text).toContain('4 accounts with no state given are left out.');
    expect(text).not.toContain('SanoojAccount');
    expect(text).toContain('[/accounts] /accounts');
  });

  it('shows an account once that both lists know, with the figures of the first', async () => {
    const first = account('user@upi', {
      upi: 'user@upi',
      usageTracked: true,
      figures: rupees({ used: '100', limit: '1000', rolling: '200', available: '700' }),
    });
    const second = account('Shop', {
      upi: 'USER@upi',
      state: 'not-given',
      figures: rupees({ used: '999', limit: '9999', minimum: '50' }),
    });
    const { text } = await ask('/accounts', { clock, sources: [listing([first], [second])] });
    expect(text).toContain('# 1 active, 0 inactive');
    const row = rowOf(text, 'user@upi');
    expect(row).toContain('₹700.00');
    expect(row).toContain('₹50.00');
    expect(text).not.toContain('999');
  });

  it('keeps both lists apart where they belong to two connections', async () => {
    const same = { upi: 'user@upi' };
    const sources = [
      listing([account('user@upi', same)], [], 'first'),
      listing([account('user@upi', same)], [], 'second'),
    ];
    const { text } = await ask('/accounts', { clock, sources });
    expect(text).toContain('# 2 active');
    expect(text).toMatch(/user@upi.*first/);
    expect(text).toMatch(/user@upi.*second/);
  });

  it('names a status text, a count and an available figure that disagree', async () => {
    const odd = account('a@upi', {
      usageTracked: true,
      figures: rupees({ used: '100', limit: '1000', rolling: '0', available: '700' }),
      notes: [
        { kind: 'status-differs', text: 'Suspended' },
        { kind: 'available-differs', expected: { amount: '900' as never, currency: 'INR' } },
      ],
    });
    const source = fakeSource({
      id: 'payatom',
      answers: {
        accounts: ok(
          {
            accounts: [odd],
            notes: [
              { kind: 'count-differs', state: 'active', said: 3, listed: 1 },
              { kind: 'rows-unreadable', count: 2 },
            ],
          },
          now,
        ),
      },
    });
    const { text } = await ask('/accounts', { clock, sources: [source] });
    expect(rowOf(text, 'a@upi')).toContain('status given as “Suspended”');
    expect(rowOf(text, 'a@upi')).toMatch(/₹700\.00.*limit minus used minus rolling is ₹900\.00/);
    expect(text).toContain('payatom: The provider counts 3 active but lists 1.');
    expect(text).toContain('2 rows could not be read and are left out.');
  });

  it('shows one account whole, found by name, UPI id, phone or the end of its number', async () => {
    for (const target of ['"John Doe"', '123456789', '6789', '…6789', 'john']) {
      expect((await ask(`/accounts ${target}`)).text).toContain('# <name John Doe>: active');
    }
    for (const target of ['user@upi', '1234567890', 'USER@UPI', 'payatom user@upi', 'sample user@upi']) {
      expect((await ask(`/accounts ${target}`)).text).toContain(
        '# <upi user@upi>: active, available ₹700.00',
      );
    }
  });

  it('makes choices of several matches, each a line that leads to one', async () => {
    const { reply, text } = await ask('/accounts user');
    expect(reply.summary).toBe('2 accounts match “user”. Choose one.');
    expect(text).toContain('₹700.00');
    for (const { line } of reply.actions ?? []) expect((await ask(line)).text).not.toContain('Choose one');
    expect(reply.actions?.map(({ line }) => line)).toEqual(['/accounts user@upi', '/accounts user2@upi']);
  });

  it('distinguishes equal accounts of two connections by their connection', async () => {
    const twin = account('Shop', { number: '111122223333' });
    const sources = [listing([twin], [], 'first'), listing([twin], [], 'second')];
    const { reply } = await ask('/accounts shop', { clock, sources });
    expect(reply.actions?.map(({ line }) => line)).toEqual([
      '/accounts sample first Shop',
      '/accounts sample second Shop',
    ]);
    for (const { line } of reply.actions ?? []) {
      expect((await ask(line, { clock, sources })).text).toContain('# <name Shop>');
    }
  });

  it('offers the near word or name for one that matches nothing', async () => {
    const mistyped = await ask('/accounts actve');
    expect(mistyped.reply.summary).toBe('No account, connection or operator matches “actve”.');
    expect(mistyped.reply.actions?.[0]?.line).toBe('/accounts active');
    expect((await ask('/accounts uesr@upi')).reply.actions?.[0]?.line).toBe('/accounts user@upi');
  });

  it('reports that a name may be at a connection that failed', async () => {
    const sources = sampleSources(clock, { payatom: { accounts: failed('timeout') } });
    const { text } = await ask('/accounts user@upi', { clock, sources });
    expect(text).toContain('No account, connection or operator matches');
    expect(text).toContain('missing: payatom account list (The provider did not answer in time.');
  });

  it('keeps what one list gave when the other failed, and names what is missing', async () => {
    const sources = sampleSources(clock, { payatom: { limits: failed('key-refused') } });
    const { text } = await ask('/accounts', { clock, sources });
    expect(text).toContain('# 2 active, 1 inactive; incomplete');
    expect(text).toContain(
      'Incomplete; missing: payatom list of limits (The provider rejects the credentials',
    );
    expect(text).toContain('₹700.00');
  });

  it('names a connection that failed as a whole once', async () => {
    const sources = sampleSources(clock, {
      payatom: { accounts: failed('timeout'), limits: failed('timeout') },
    });
    const { text } = await ask('/accounts', { clock, sources });
    expect(text).toContain('# No account list could be read; 0 of 1 sources');
    expect(text.match(/did not answer in time/g)).toHaveLength(1);
  });

  it('shows how old a stale list is, and why it was not read again', async () => {
    const data = { accounts: statusAccounts, notes: [] };
    const stale = {
      kind: 'stale' as const,
      data,
      asOf: now - 240_000,
      why: { reason: 'unreachable' as const },
    };
    const sources = sampleSources(clock, { payatom: { accounts: stale } });
    const { text } = await ask('/accounts', { clock, sources });
    expect(text).toContain('payatom account list: 4 min old, as of 11:56:00 IST');
    expect(text).toContain('The provider cannot be reached.');
  });

  it('names the credential that a connection lacks', async () => {
    const source = fakeSource({
      id: 'payatom',
      answers: {},
      lacks: [{ capability: 'accounts', secrets: ['apiKey'] }],
    });
    const { text } = await ask('/accounts', { clock, sources: [source] });
    expect(text).toContain(
      'payatom has no account list without apiKey. Ask your admin to add it on the host.',
    );
  });

  it('masks numbers wherever they occur, in a name of digits too', async () => {
    const source = listing([
      account('01712345678', { phone: '01712345678' }),
      account('5550001111222', { number: '5550001111222' }),
      account('Rocket 01000000508', { number: '01000000508' }),
      account('Till 77665', { number: '77665' }),
      account('9876543210@upi', { upi: '9876543210@upi' }),
    ]);
    const { reply } = await ask('/accounts', { clock, sources: [source] });
    const seen = plain(maskReply(reply), indianReader);
    expect(seen).toContain('…5678');
    expect(seen).toContain('…1222');
    expect(seen).toContain('<name Rocket ><phone …0508>');
    expect(seen).toContain('<name Till ><account …7665>');
    expect(seen).toContain('<upi 9876543210@upi>');
    expect(seen.replaceAll('9876543210@upi', '')).not.toMatch(/\d{5}/);
  });

  it('masks a name of digits in notifications and buttons, where nothing else would', async () => {
    const source = listing([
      account('01712345678', { phone: '01712345678' }),
      account('01799995678', { phone: '01799995678' }),
      account('Shop', { number: '777788885678' }),
    ]);
    const one = await ask('/accounts 712345678', { clock, sources: [source] });
    expect(one.reply.summary).toBe('…5678: active');
    const { reply } = await ask('/accounts 5678', { clock, sources: [source] });
    expect(reply.actions?.map(({ label }) => label)).toEqual(['…5678', '…5678', 'Shop …5678']);
    for (const { line } of reply.actions ?? []) {
      expect(line).not.toMatch(/01712345678|01799995678|777788885678/);
      expect((await ask(line, { clock, sources: [source] })).reply.summary).toMatch(/: active$/);
    }
  });

  it('asks only the connections that the words name', async () => {
    const asked: Asked[] = [];
    const sources = [
      listing(statusAccounts, [], 'first'),
      fakeSource(
        { id: 'second', answers: { accounts: ok({ accounts: limitAccounts, notes: [] }, now) } },
        asked,
      ),
    ];
    await ask('/accounts first', { clock, sources });
    expect(asked).toEqual([]);
    expect((await ask('/accounts second', { clock, sources })).text).toContain('4 state not given');
    expect(asked.map(({ capability }) => capability)).toEqual(['accounts']);
  });

  it('shows a limit of zero as no limit known, not as nothing left', async () => {
    const { text } = await ask('/accounts');
    expect(rowOf(text, '<name SanoojAccount>')).toContain('no limit known');
    expect(rowOf(text, '<name SanoojAccount>')).not.toContain('*');
  });

  it('keeps rows of one account in the order of need within a state', async () => {
    const make = (name: string, available: string) =>
      account(name, { figures: rupees({ limit: '1000', available }) });
    const source = listing([make('much', '900'), make('little', '20'), make('none', '-5')]);
    const { text } = await ask('/accounts', { clock, sources: [source] });
    const order = ['none', 'little', 'much'].map((name) => text.indexOf(`<name ${name}>`));
    expect([...order].sort((a, b) => a - b)).toEqual(order);
  });
});
