import { describe, expect, it } from 'vitest';
import type { WalletList } from '../../../src/core/provider/provider.ts';
import {
  type Asked,
  failed,
  fakeSource,
  given,
  ok,
  sampleSources,
  sampleWallets,
  unreadable,
  wallet,
} from '../../fakes/books.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { ask } from '../ask.ts';

const clock = createFakeClock();
const now = clock.now();

function listed(list: Partial<WalletList>, id = 'wallets-api') {
  const whole = { wallets: [], complete: true, unreadable: 0 };
  return fakeSource({ id, answers: { wallets: ok({ ...whole, ...list }, now) } });
}

describe('/wallets', () => {
  it('lists wallets by currency, each under its own', async () => {
    const { reply, text } = await ask('/wallets');
    expect(reply.summary).toBe('4 wallets in 4 currencies');
    expect(text).toContain('<wallet 103> | ¥10,000 | JPY | POSTPAID');
    expect(text).toContain('<wallet 102> | €2,500.50 | EUR | PREPAID');
  });

  it('hands the name to the provider and filters the currency itself', async () => {
    const asked: Asked[] = [];
    const { text } = await ask('/wallets eur name:"Euro wallet"', {
      clock,
      sources: sampleSources(clock, {}, asked),
    });
    expect(asked).toContainEqual({
      connection: 'wallets-api',
      capability: 'wallets',
      query: { name: 'Euro wallet' },
    });
    expect(text).toContain('# 1 wallet in EUR for the name “Euro wallet”');
    expect(text).not.toContain('₹50.00');
  });

  it('takes a name and a currency together for the one wallet that fits both', async () => {
    const wallets = [
      wallet('1', '10', 'USD', { name: 'Main dollars' }),
      wallet('2', '20', 'EUR', { name: 'Main euros' }),
    ];
    const { reply } = await ask('/wallets EUR main', { clock, sources: [listed({ wallets })] });
    expect(reply.summary).toBe('Wallet 2: balance €20.00');
    const both = await ask('/wallets main', { clock, sources: [listed({ wallets })] });
    expect(both.reply.actions?.map(({ line }) => line)).toEqual(['/wallets 1', '/wallets 2']);
    expect((await ask('/wallets 2', { clock, sources: [listed({ wallets })] })).reply.summary).toBe(
      'Wallet 2: balance €20.00',
    );
  });

  it('names the currencies there are when there is none of the one asked for', async () => {
    const { reply } = await ask('/wallets GBP');
    expect(reply.summary).toBe('No wallet in GBP, only in EUR, INR, JPY, USD');
    expect(reply.actions?.map(({ line }) => line)).toContain('/wallets USD');
    expect((await ask('/wallets JPYY')).reply.actions?.[0]?.line).toBe('/wallets JPY');
  });

  it('shows how much of an incomplete list it contains, and calls its sums subtotals', async () => {
    const wallets = Array.from({ length: 5000 }, (_, index) => wallet(String(index), '1', 'USD'));
    const sources = [listed({ wallets, complete: false, total: 7120 })];
    const { text } = await ask('/wallets', { clock, sources });
    expect(text).toContain('wallets-api incomplete: 5,000 of 7,120.');
    expect(text).toContain('Subtotal/1\nUSD | PREPAID | 5,000 | $5,000.00');
    expect(text).not.toMatch(/^Total|\| Total/m);
  });

  it('reports that the provider gave no total, and counts unreadable rows', async () => {
    const sources = [listed({ wallets: sampleWallets, complete: false, unreadable: 2 })];
    const { text } = await ask('/wallets', { clock, sources });
    expect(text).toContain('incomplete: 3 of an unknown total; 2 rows could not be read.');
  });

  it('adds within one currency and one type only', async () => {
    const wallets = [
      wallet('1', '10.25', 'USD'),
      wallet('2', '20.50', 'USD'),
      wallet('3', '-5', 'USD', { type: 'POSTPAID' }),
      wallet('4', '7', 'EUR'),
    ];
    const { text } = await ask('/wallets', { clock, sources: [listed({ wallets })] });
    expect(text).toContain('USD | PREPAID | 2 | $30.75');
    expect(text).toContain('USD | POSTPAID | 1 | -$5.00');
    expect(text).toContain('EUR | PREPAID | 1 | €7.00');
    expect(text).toMatch(/<wallet 3> \| -\$5\.00.*credit used/);
  });

  it('calls a sum unknown when one of its balances is', async () => {
    const wallets = [wallet('1', '10', 'USD'), wallet('2', '0', 'USD', { balance: unreadable })];
    const { text } = await ask('/wallets', { clock, sources: [listed({ wallets })] });
    expect(text).toContain('USD | PREPAID | 2 | unknown');
    expect(text).toContain('<wallet 2> | unknown (unreadable)');
  });

  it('keeps digits that the currency has no place for, and flags them', async () => {
    const wallets = [wallet('1', '10000.50', 'JPY')];
    const { text } = await ask('/wallets', { clock, sources: [listed({ wallets })] });
    expect(text).toContain('¥10,000.5');
    expect(text).toContain('more decimals than JPY has, shown as given');
  });

  it('prints the digits of an unknown currency with its id, and guesses nothing', async () => {
    const wallets = [wallet('1', '5000.00', '#7', { balance: given('5000.00', '#7') })];
    const { text } = await ask('/wallets', { clock, sources: [listed({ wallets })] });
    expect(text).toContain('5000.00 (currency #7)');
    expect(text).toContain('unknown currency');
    expect(text).not.toContain('$');
  });
});

describe('/wallet', () => {
  it('shows the one wallet, from whichever connection has it', async () => {
    const { reply, text } = await ask('/wallet 101');
    expect(reply.summary).toBe('Wallet 101: balance $5,000.00');
    expect(text).toContain('Type: PREPAID');
    expect(text).not.toContain('missing');
  });

  it('makes choices of the same id at several connections', async () => {
    const source = (id: string, amount: string) => {
      return fakeSource({ id, answers: { wallet: ok(wallet('7', amount, 'USD'), now) } });
    };
    const sources = [source('first', '1'), source('second', '2')];
    const { reply } = await ask('/wallet 7', { clock, sources });
    expect(reply.summary).toBe('2 connections have a wallet 7. Choose one.');
    expect(reply.actions?.map(({ line }) => line)).toEqual([
      '/wallet 7 sample first',
      '/wallet 7 sample second',
    ]);
    const second = await ask('/wallet 7 sample second', { clock, sources });
    expect(second.reply.summary).toBe('Wallet 7: balance $2.00');
  });

  it('reports that no connection has it, as opposed to not knowing', async () => {
    expect((await ask('/wallet 999')).reply.summary).toBe('No wallet 999 at wallets-api.');
    const sources = sampleSources(clock, { 'wallets-api': { wallet: failed('timeout') } });
    const { reply, text } = await ask('/wallet 999', { clock, sources });
    expect(reply.summary).toBe('No wallet 999 was found at the connections that answered.');
    expect(text).toContain('missing: wallets-api (The provider did not answer in time');
  });

  it('asks for digits when there are none, with lines to send', async () => {
    const { reply } = await ask('/wallet');
    expect(reply.summary).toBe('Which wallet? Write its id, which is all digits.');
    expect(reply.actions?.map(({ line }) => line)).toEqual(['/wallet 101', '/wallets']);
  });
});
