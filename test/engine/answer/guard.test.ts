import { beforeEach, describe, expect, it } from 'vitest';
import type { Registry } from '../../../src/core/access/registry.ts';
import { looksLikeCredential } from '../../../src/core/secret/key-shape.ts';
import { createRegistry } from '../../../src/engine/access/registry.ts';
import { createRateLimiter } from '../../../src/engine/answer/rate-limiter.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { createFakeClock, type FakeClock } from '../../fakes/clock.ts';
import { fakeCommands } from './commands.ts';
import { type Door, grantOf, group, openDoor } from './door.ts';

let ran: string[];
let door: Door;

beforeEach(() => {
  ran = [];
  const commands = fakeCommands(({ name }) => {
    ran.push(name);
    return { summary: name, blocks: [] };
  });
  door = openDoor(commands);
});

describe('a rate', () => {
  it('lets a burst through, then one at a time, and forgets who was quiet', async () => {
    const clock = createFakeClock();
    const rate = createRateLimiter({ burst: 3, every: 1000 }, clock);
    expect([1, 2, 3].map(() => rate.take('a'))).toEqual([0, 0, 0]);
    expect(rate.take('a')).toBe(1000);
    expect(rate.take('b')).toBe(0);
    await clock.advance(400);
    expect(rate.take('a')).toBe(600);
    await clock.advance(600);
    expect(rate.take('a')).toBe(0);
    expect(rate.take('a')).toBe(1000);
    for (let key = 0; key < 30_000; key++) rate.take(`k${key}`);
    expect(rate.take('new')).toBe(0);
  });
});

describe('somebody who sends too fast', () => {
  it('is told so each time, politely, and only runs thirty', async () => {
    door.grants.push(grantOf('op-a'));
    const replies = await Promise.all(Array.from({ length: 40 }, () => door.say('/balance')));
    expect(ran).toHaveLength(30);
    expect(replies.slice(30).every(({ summary }) => summary.includes('Too many requests'))).toBe(true);
    expect(replies.at(-1)?.audience).toBe('asker');
    await door.clock.advance(2000);
    await door.say('/balance');
    expect(ran).toHaveLength(31);
  });

  it('does not slow anybody else', async () => {
    door.grants.push(grantOf('op-a'), { ...grantOf('op-a'), principal: 'chat:8' });
    for (let line = 0; line < 40; line++) await door.say('/balance');
    const other = { id: 'chat:8', kind: 'private' } as const;
    expect((await door.say('/balance', { principal: 'chat:8', chat: other })).summary).toBe('balance');
  });

  it('and is unknown reads the same sentence, on record once a minute', async () => {
    const replies = await Promise.all(Array.from({ length: 50 }, () => door.say('/balance')));
    expect(new Set(replies.map(({ summary }) => summary)).size).toBe(1);
    expect(door.audited).toHaveLength(1);
    await door.clock.advance(60_000);
    await door.say('/balance');
    expect(door.audited).toHaveLength(2);
  });
});

describe('a line that looks like a key', () => {
  const keys = [
    '53b7602609702bf0055437c5edec157b23f3ace90d34fcf07275872b2350e7d5',
    '/balance sk_live_4242abcdEFGH',
    'my token: abcdef123456',
    '123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp',
    'xoxb-1234567890-abcdefghij',
    'password=hunter22',
    'here: "Zm9vYmFyMTIzNDU2Nzg5MGFiY2RlZg=="',
  ];

  it.each(keys)('%s is not run, not logged, not on record, and answered with what to do', async (text) => {
    door.grants.push(grantOf('op-a'));
    const { summary, audience } = await door.say(text);
    expect(summary).toContain('replace it at the provider');
    expect(audience).toBe('asker');
    expect(ran).toEqual([]);
    const kept = JSON.stringify([door.audited, door.logged]);
    expect(kept).toContain('looks-like-a-key');
    for (const word of text.split(/[\s:="]+/).filter((each) => each.length > 10))
      expect(kept).not.toContain(word);
  });

  it.each([
    '/accounts 342434334343434343',
    '/balance averylongbusinessname12345@okhdfcbank',
    '/grant slack:T0123ABCDEF:U0123ABCDEF0123 acme viewer',
    '/summary 31-12-2023 action_date 000123456789012345',
    '/balance "The Very Long Company Name Limited"',
    '/wallets name:SettlementAccountNorthRegion',
    '/bind telegram:-1001234567890123 acme',
  ])('is not %s', (text) => {
    expect(looksLikeCredential(text)).toBe(false);
  });
});

describe('a one-time code', () => {
  let registry: Registry;
  let linking: Door;
  let clock: FakeClock;

  beforeEach(async () => {
    const store = createMemoryStore();
    clock = createFakeClock();
    registry = createRegistry(store, clock);
    await registry.addOperator({ id: 'acme', name: 'Acme' });
    linking = openDoor(
      fakeCommands(() => ({ summary: 'ran', blocks: [] })),
      { registry, clock },
    );
  });

  const invite = async () => {
    const made = await registry.invite({ operator: 'acme', role: 'manager', by: 'host:cli' });
    return made === 'unknown-operator' ? '' : made.code;
  };

  it('links somebody unknown, whose code is nowhere on record', async () => {
    const code = await invite();
    expect((await linking.say(`/start ${code}`)).summary).toBe(
      'Welcome. You now have the role manager for acme.',
    );
    expect(await registry.grants('all')).toMatchObject([{ principal: 'chat:7', role: 'manager' }]);
    expect(linking.events).toEqual(['audit link allowed', 'audit link allowed']);
    expect(JSON.stringify(linking.audited)).not.toContain(code);
    expect(linking.audited[1]).toMatchObject({ about: 'acme manager', outcome: 'linked' });
  });

  it('that is wrong, used or guessed too often says so', async () => {
    const code = await invite();
    await linking.say(`/start ${code}`);
    expect((await linking.say(`/start ${code}`)).summary).toContain('not valid');
    for (let guess = 0; guess < 4; guess++) await linking.say(`/start GUESS-${guess}`);
    expect((await linking.say('/start GUESS-9')).summary).toContain(
      'Too many wrong codes. Try again in 15 min',
    );
  });

  it('that is over says so', async () => {
    const code = await invite();
    await clock.advance(15 * 60_000);
    expect((await linking.say(`/start ${code}`)).summary).toContain('has expired');
  });

  it('sent in a group is not tried, since everyone there read it', async () => {
    const code = await invite();
    expect((await linking.say(`/start ${code}`, { chat: group })).summary).toContain('in a private chat');
    expect(await registry.grants('all')).toEqual([]);
    expect(linking.audited).toMatchObject([{ decision: 'refused', because: 'not-private' }]);
  });
});
