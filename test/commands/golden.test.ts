import { describe, expect, it } from 'vitest';
import { sampleSources } from '../fakes/books.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { largeSources } from '../fakes/large.ts';
import { ask } from './ask.ts';

const golden = (name: string) => `../golden/commands/${name}.txt`;

describe('the replies about the operator of the documents', () => {
  it.each([
    ['balance', '/balance'],
    ['balance-one', '/balance user@upi'],
    ['accounts', '/accounts'],
    ['accounts-inactive', '/accounts inactive'],
    ['accounts-end-of-number', '/accounts 6789'],
    ['accounts-choices', '/accounts user'],
    ['summary', '/summary 31-12-2023 action_date'],
    ['summary-one', '/summary 31-12-2023 6789'],
    ['wallets', '/wallets'],
    ['wallet', '/wallet 101'],
    ['help', '/help'],
    ['help-summary', '/help summary'],
    ['start', '/start'],
    ['whoami', '/whoami'],
  ])('%s reads as written down', async (name, line) => {
    const clock = createFakeClock();
    const { text } = await ask(line, { clock, sources: sampleSources(clock) });
    await expect(`${text}\n`).toMatchFileSnapshot(golden(`sample.${name}`));
  });
});

describe('the replies about an operator of 400 accounts', () => {
  it.each([
    ['balance', '/balance'],
    ['accounts-active', '/accounts active'],
    ['summary', '/summary yesterday'],
    ['wallets', '/wallets'],
  ])('%s reads as written down', async (name, line) => {
    const clock = createFakeClock();
    const { text } = await ask(line, { clock, sources: largeSources(clock) });
    await expect(`${text}\n`).toMatchFileSnapshot(golden(`large.${name}`));
  });
});
