import { describe, expect, it, vi } from 'vitest';
import { fakeCommands, says } from './commands.ts';
import { grantOf, openDoor, usualDoor } from './door.ts';

describe('the door always answers', () => {
  it('a command that throws becomes one sentence and an incident that the log has too, with no foreign message', async () => {
    const { say, logged, audited } = usualDoor(() => {
      throw new TypeError('cannot read sk_live_1 of https://user:pass@bank.example');
    });
    const sentence = 'An internal error occurred. Try again. If it happens again, report incident c0ffee.';
    expect(await say('/balance')).toEqual({ ...says(sentence), audience: 'asker' });
    const entry = logged.find((line) => line.includes('answer failed')) ?? '';
    expect(JSON.parse(entry)).toMatchObject({ incident: 'c0ffee', command: 'balance', error: 'TypeError' });
    expect(entry).toContain('answer-faults.test.ts');
    expect(entry).not.toContain('sk_live_1');
    expect(audited.at(-1)).toMatchObject({ what: 'balance', outcome: 'failed c0ffee' });
  });

  it('also when something other than an error is thrown, or the store is away', async () => {
    const { say } = usualDoor(() => Promise.reject('a string'));
    expect((await say('/balance')).summary).toContain('incident c0ffee');
    const away = openDoor(fakeCommands(), { access: { question: () => Promise.reject(new Error('gone')) } });
    expect((await away.say('/balance')).summary).toContain('incident c0ffee');
    const closed = openDoor(fakeCommands(), {
      directory: { open: () => Promise.reject(new Error('vault')) },
    });
    closed.grants.push(grantOf('op-a'));
    expect((await closed.say('/balance')).summary).toContain('incident c0ffee');
    expect((await closed.say('/help')).summary).toBe('help');
  });

  it('a command is told to stop at the deadline, and what it then has is the answer', async () => {
    const { say, clock } = usualDoor(({ context: { signal } }) => {
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(says('A part of it.'))));
    });
    const answer = say('/balance');
    await clock.advance(25_000);
    expect((await answer).summary).toBe('A part of it.');
    expect(clock.sleepers()).toBe(0);
  });

  it('a command that does not stop is left alone', async () => {
    const { say, clock } = usualDoor(() => new Promise(() => {}));
    const settled = vi.fn();
    const answer = say('/balance').finally(settled);
    await clock.advance(26_999);
    expect(settled).not.toHaveBeenCalled();
    await clock.advance(1);
    expect((await answer).summary).toMatch(/^The request timed out.* incident c0ffee\.$/);
  });
});
