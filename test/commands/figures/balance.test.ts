import { describe, expect, it } from 'vitest';
import {
  absent,
  account,
  failed,
  fakeSource,
  ok,
  rupees,
  sampleSources,
  unreadable,
  userWallet,
  wallet,
} from '../../fakes/books.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { ask } from '../ask.ts';

const clock = createFakeClock();
const now = clock.now();

function accountsOf(...accounts: readonly ReturnType<typeof account>[]) {
  return fakeSource({ id: 'payatom', answers: { accounts: ok({ accounts, notes: [] }, now) } });
}

function limited(name: string, limit: string, available: string) {
  return account(name, { usageTracked: true, figures: rupees({ limit, available }) });
}

function orderOf(text: string, names: readonly string[]): readonly string[] {
  return [...names].sort((a, b) => text.indexOf(`<name ${a}>`) - text.indexOf(`<name ${b}>`));
}

describe('/balance', () => {
  it('shows in its headline how many limits run out, and how many balances there are', async () => {
    const { reply, text } = await ask('/balance');
    expect(reply.summary).toBe('1 of 3 limits below 10 %; 4 balances in 4 currencies');
    expect(text).toContain('₹700.00 | 70.0 %');
    expect(text).toContain('-₹90,000.00 * | -900.0 %');
  });

  it('lists limits by the share that is left, lowest first', async () => {
    const source = accountsOf(
      limited('half', '1000000', '500000'),
      limited('tenth', '100', '10'),
      limited('over', '100', '-1'),
      limited('little', '1000', '99.99'),
    );
    const { reply, text } = await ask('/balance', { clock, sources: [source] });
    expect(reply.summary).toBe('2 of 4 limits below 10 %');
    expect(orderOf(text, ['half', 'tenth', 'over', 'little'])).toEqual(['over', 'little', 'tenth', 'half']);
  });

  it('puts the smaller amount first where the shares are equal, and what is spent before all', async () => {
    const spent = account('spent', { usageTracked: true, figures: rupees({ available: '0' }) });
    const free = account('free', { usageTracked: true, figures: rupees({ available: '5' }) });
    const source = accountsOf(free, limited('large', '1000', '500'), limited('small', '100', '50'), spent);
    const { reply, text } = await ask('/balance', { clock, sources: [source] });
    expect(reply.summary).toBe('1 of 4 limits below 10 %');
    expect(orderOf(text, ['free', 'large', 'small', 'spent'])).toEqual(['spent', 'small', 'large', 'free']);
  });

  it('does not let rounding hide that a limit is below 10 %', async () => {
    const source = accountsOf(limited('near', '1000000', '99999'));
    const { reply, text } = await ask('/balance', { clock, sources: [source] });
    expect(reply.summary).toBe('1 of 1 limit below 10 %');
    expect(text).toContain('9.9999 %');
    expect(text).not.toContain('10.0 %');
  });

  it('calls what is left unknown where use is missing, and a limit of zero no limit', async () => {
    const source = accountsOf(
      limited('known', '100', '50'),
      account('blind', { usageTracked: true, figures: { ...rupees({ limit: '100' }), used: absent } }),
      account('torn', {
        usageTracked: true,
        figures: { ...rupees({ limit: '100', used: '5' }), available: unreadable },
      }),
      account('none', { figures: rupees({ limit: '0', used: '0' }) }),
    );
    const { reply, text } = await ask('/balance', { clock, sources: [source] });
    expect(reply.summary).toBe('None of 2 limits below 10 %, 1 more unknown');
    expect(text).toMatch(/<name blind> \| unknown/);
    expect(text).toMatch(/<name torn> \| ₹95\.00 \*/);
    expect(text).toContain('No limit known for 1 account: <name none>.');
  });

  it('never shows a limit under the word balance', async () => {
    const { reply } = await ask('/balance payatom');
    expect(JSON.stringify(reply).toLowerCase()).not.toMatch(/balance"/);
  });

  it('lists balances by currency and adds none of two currencies', async () => {
    const { text } = await ask('/balance');
    const currencies = ['€2,500.50', '₹50.00', '¥10,000', '$5,000.00'];
    const places = currencies.map((figure) => text.indexOf(figure));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(text).not.toContain('Total');
  });

  it('adds balances of one currency and type, and calls them a subtotal when some are missing', async () => {
    const users = [
      { kind: 'ok' as const, wallet: userWallet },
      { kind: 'ok' as const, wallet: { ...userWallet, id: 'other@example.in' } },
    ];
    const whole = sampleSources(clock, { airpay: { balances: ok(users, now) } });
    expect((await ask('/balance', { clock, sources: whole })).text).toContain('Total/1\n');
    const broken = [
      ...users,
      { kind: 'fail' as const, id: '9876543210', fault: { reason: 'no-record' as const } },
    ];
    const partial = sampleSources(clock, { airpay: { balances: ok(broken, now) } });
    const { text } = await ask('/balance', { clock, sources: partial });
    expect(text).toContain('Subtotal/1\n');
    expect(text).toMatch(/INR \| {2}\| 2 \| ₹100\.00/);
    expect(text).toContain(
      '2 of 3 sources; missing: airpay wallet <phone 9876543210> (The provider has no record',
    );
  });

  it('leaves the rest intact when one source fails, and names it and the reason', async () => {
    const sources = sampleSources(clock, { airpay: { balances: failed('unreachable') } });
    const { reply, text } = await ask('/balance', { clock, sources });
    expect(reply.summary).toBe('1 of 3 limits below 10 %; 3 balances in 3 currencies; 2 of 3 sources');
    expect(text).toContain('2 of 3 sources; missing: airpay (The provider cannot be reached.');
    expect(text).toContain('₹700.00');
    expect(text).toContain('$5,000.00');
  });

  it('reports that nothing could be read', async () => {
    const [, airpay] = sampleSources(clock, { airpay: { balances: failed('timeout') } });
    const { reply } = await ask('/balance', { clock, sources: airpay === undefined ? [] : [airpay] });
    expect(reply.summary).toBe('No figure could be read; 0 of 1 sources');
  });

  it('finds a wallet by its id and a wallet user by a part of its name', async () => {
    expect((await ask('/balance 103')).text).toContain('# Wallet <wallet 103>: balance ¥10,000');
    expect((await ask('/balance aatest')).text).toContain('balance ₹50.00');
  });

  it('names the owner of each figure if there are several operators', async () => {
    const other = { id: 'other', name: 'Other operator' };
    const sources = [
      accountsOf(limited('mine', '100', '50')),
      fakeSource({
        operator: other,
        id: 'payatom',
        answers: { accounts: ok({ accounts: [limited('theirs', '100', '40')], notes: [] }, now) },
      }),
      fakeSource({ operator: other, id: 'airpay', answers: { balances: failed('timeout') } }),
    ];
    const { text } = await ask('/balance', { clock, sources });
    expect(text).toMatch(/<name theirs> .*Other operator \| payatom/);
    expect(text).toMatch(/<name mine> .*Sample operator \| payatom/);
    expect(text).toContain('2 of 3 sources; missing: Other operator: airpay (');
    expect((await ask('/balance other', { clock, sources })).text).not.toContain('mine');
  });

  it('reports that a list is incomplete', async () => {
    const list = {
      wallets: [wallet('1', '5', 'USD'), wallet('2', '6', 'USD')],
      complete: false,
      total: 7120,
    };
    const sources = sampleSources(clock, { 'wallets-api': { wallets: ok({ ...list, unreadable: 0 }, now) } });
    const { text } = await ask('/balance', { clock, sources });
    expect(text).toContain('wallets-api incomplete: 2 of 7,120.');
    expect(text).toMatch(/USD \| PREPAID \| 2 \| \$11\.00/);
    expect(text).toContain('Subtotal/1');
  });
});
