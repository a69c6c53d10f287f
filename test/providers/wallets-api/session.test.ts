import { afterEach, describe, expect, it } from 'vitest';
import { createFakeClock } from '../../fakes/clock.ts';
import { closeAll, connect, idOf, minute, sessions, until } from './wallets-api.ts';

afterEach(closeAll);

describe('the login of wallets-api', () => {
  it('is renewed once for twenty concurrent requests, five minutes before its hour ends', async () => {
    const clock = createFakeClock();
    const { connection, server, asked } = await connect(clock, sessions(clock).answer);
    await idOf(connection, '1');
    await clock.advance(54 * minute);
    await idOf(connection, '2');
    expect(asked('/auth/refresh')).toBe(0);
    await clock.advance(minute);
    const ids = Array.from({ length: 20 }, (_, index) => String(index + 1));
    expect(await Promise.all(ids.map((id) => idOf(connection, id)))).toEqual(ids);
    expect(asked('/auth/refresh')).toBe(1);
    expect(asked('/auth/login')).toBe(1);
    expect(server.asked.at(-1)?.headers.authorization).toBe('Bearer access-token-2');
  });

  it('uses each refresh token once, day after day', async () => {
    const clock = createFakeClock();
    const { connection, server, asked } = await connect(clock, sessions(clock).answer);
    for (let hour = 0; hour < 30; hour++) {
      await idOf(connection, '1');
      await clock.advance(55 * minute);
    }
    const sent = server.asked.filter(({ path }) => path === '/auth/refresh').map(({ body }) => body);
    expect(sent).toHaveLength(29);
    expect(new Set(sent).size).toBe(29);
    expect(asked('/auth/login')).toBe(1);
  });

  it('is repeated if another process has spent the refresh token', async () => {
    const clock = createFakeClock();
    const provider = sessions(clock);
    const { connection, asked } = await connect(clock, provider.answer);
    await idOf(connection, '1');
    provider.spend();
    await clock.advance(56 * minute);
    expect(await Promise.all(['1', '2', '3'].map((id) => idOf(connection, id)))).toEqual(['1', '2', '3']);
    expect(asked('/auth/refresh')).toBe(1);
    expect(asked('/auth/login')).toBe(2);
  });

  it('is repeated once for concurrent requests if another process has logged out', async () => {
    const clock = createFakeClock();
    const provider = sessions(clock);
    const { connection, asked } = await connect(clock, provider.answer);
    await idOf(connection, '1');
    provider.endAll();
    const ids = Array.from({ length: 20 }, (_, index) => String(index + 1));
    expect(await Promise.all(ids.map((id) => idOf(connection, id)))).toEqual(ids);
    expect(asked('/auth/refresh')).toBe(1);
    expect(asked('/auth/login')).toBe(2);
    expect(asked('/auth/logout')).toBe(0);
  });

  it('is not repeated for a 401 that arrives after it was renewed', async () => {
    const clock = createFakeClock();
    const provider = sessions(clock);
    let sendLate = () => {};
    const sentLate = new Promise<void>((resolve) => {
      sendLate = resolve;
    });
    const { connection, server, asked } = await connect(clock, async (question) => {
      const answer = provider.answer(question);
      if (question.path.endsWith('/2') && answer.status === 401) await sentLate;
      return answer;
    });
    await idOf(connection, '1');
    provider.endAll();
    const slow = idOf(connection, '2');
    await until(() => server.asked.some(({ path }) => path.endsWith('/2')));
    expect(await idOf(connection, '1')).toBe('1');
    sendLate();
    expect(await slow).toBe('2');
    expect(asked('/auth/')).toBe(3);
  });

  it('is used until it expires if it cannot be renewed early', async () => {
    const clock = createFakeClock();
    const provider = sessions(clock);
    let down = false;
    const { connection, asked } = await connect(clock, (question) => {
      const refused = down && question.path.startsWith('/auth/');
      return refused ? { status: 403, body: { error: { code: 'FORBIDDEN' } } } : provider.answer(question);
    });
    await idOf(connection, '1');
    down = true;
    await clock.advance(57 * minute);
    expect(await idOf(connection, '1')).toBe('1');
    expect(asked('/auth/login')).toBe(2);
    await clock.advance(4 * minute);
    await expect(idOf(connection, '1')).rejects.toMatchObject({ reason: 'forbidden' });
  });

  it('lasts its hour even if our clock jumps', async () => {
    const clock = createFakeClock();
    const { connection, asked } = await connect(clock, sessions(createFakeClock()).answer);
    await idOf(connection, '1');
    clock.jumpTo(clock.now() + 10 * 60 * minute);
    await idOf(connection, '1');
    expect(asked('/auth/')).toBe(1);
  });

  it.each([
    ['over an hour behind', -61],
    ['ten hours behind', -600],
    ['two hours ahead', 121],
  ])('is not repeated for every request if our clock is %s of the provider’s', async (_, apart) => {
    const clock = createFakeClock();
    const theirs = createFakeClock(clock.now() - apart * minute);
    const { connection, asked } = await connect(clock, sessions(theirs).answer);
    for (let turn = 0; turn < 5; turn++) {
      expect(await idOf(connection, '1')).toBe('1');
      await clock.advance(minute);
      await theirs.advance(minute);
    }
    expect(asked('/auth/')).toBe(1);
  });
});
