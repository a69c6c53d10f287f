import { afterEach, describe, expect, it } from 'vitest';
import { createFakeClock } from '../../fakes/clock.ts';
import { closeAll, connect, idOf, minute, sessions, until } from './wallets-api.ts';

afterEach(closeAll);

describe('the login of wallets-api', () => {
  it('is renewed once, five minutes before its hour ends, for twenty questions at the same time', async () => {
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

  it('is made anew when another process has used up the refresh token', async () => {
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

  it('is made anew, once for all, when another process has logged out', async () => {
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

  it('is not made again for a refusal that comes after it was renewed', async () => {
    const clock = createFakeClock();
    const provider = sessions(clock);
    let renewed = () => {};
    const afterwards = new Promise<void>((resolve) => {
      renewed = resolve;
    });
    const { connection, server, asked } = await connect(clock, async (question) => {
      const told = provider.answer(question);
      if (question.path.endsWith('/2') && told.status === 401) await afterwards;
      return told;
    });
    await idOf(connection, '1');
    provider.endAll();
    const slow = idOf(connection, '2');
    await until(() => server.asked.some(({ path }) => path.endsWith('/2')));
    expect(await idOf(connection, '1')).toBe('1');
    renewed();
    expect(await slow).toBe('2');
    expect(asked('/auth/')).toBe(3);
  });

  it('serves until its end when it cannot be renewed early', async () => {
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

  it('holds its hour although our clock jumps', async () => {
    const clock = createFakeClock();
    const { connection, asked } = await connect(clock, sessions(createFakeClock()).answer);
    await idOf(connection, '1');
    clock.jumpTo(clock.now() + 10 * 60 * minute);
    await idOf(connection, '1');
    expect(asked('/auth/')).toBe(1);
  });

  it.each([
    ['an hour behind', -61],
    ['ten hours behind', -600],
    ['two hours ahead', 121],
  ])('is not made for every question when our clock is %s of the provider’s', async (_, apart) => {
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
