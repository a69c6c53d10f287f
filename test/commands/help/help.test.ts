import { describe, expect, it } from 'vitest';
import { commands } from '../../../src/commands/index.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { ask } from '../ask.ts';

const clock = createFakeClock();
const principal = 'telegram:4711' as const;
const few = commands.filter(({ name }) => ['help', 'start', 'whoami'].includes(name));
const nobody = { operators: new Map(), grants: [], bound: undefined };

describe('/help', () => {
  it('lists what the asker may run and nothing else', async () => {
    const { text } = await ask('/help', { context: { commands: few } });
    expect(text).toContain('/whoami | ');
    expect(text).not.toContain('/balance');
  });

  it('shows how one command is written, with its examples as lines to send', async () => {
    const { reply, text } = await ask('/help /SUMMARY');
    expect(text).toContain('/summary [date] [action_date|c_date] [account] [target]');
    const summary = commands.find(({ name }) => name === 'summary');
    expect(reply.actions?.map(({ line }) => line)).toEqual(summary?.examples);
  });

  it('finds a command by its alias, and offers the nearest for one that is not there', async () => {
    expect((await ask('/help bal')).text).toContain('# /balance');
    const { reply } = await ask('/help balanse');
    expect(reply.actions?.map(({ line }) => line)).toEqual(['/help balance', '/help']);
  });

  it('does not reveal a command that the user may not run', async () => {
    const { reply } = await ask('/help balance', { context: { commands: few } });
    expect(reply.summary).toContain('There is no command “balance” for you here.');
  });
});

describe('/start', () => {
  it('gives three lines to send', async () => {
    const { reply } = await ask('/start');
    expect(reply.actions?.map(({ line }) => line)).toEqual(['/balance', '/accounts', '/summary']);
  });

  it('shows a user without a grant the id that an admin needs', async () => {
    const { text } = await ask('/start', { sources: [], access: nobody, context: { commands: few } });
    expect(text).toContain(`Send an admin this id: ${principal}`);
    expect(text).not.toContain('/balance');
  });
});

describe('/whoami', () => {
  const grants = [
    { principal, operator: 'sample', role: 'viewer' as const, expiresAt: clock.now() + 86_400_000 },
    { principal, operator: 'second', role: 'admin' as const },
    { principal, operator: 'third', role: 'viewer' as const, expiresAt: clock.now() - 1 },
  ];

  it('shows every grant with its role and expiry, and why it is not reached here', async () => {
    const { reply, text } = await ask('/whoami', {
      clock,
      access: { grants, bound: ['sample'], operators: new Map([['sample', 'viewer']]), audience: 'everyone' },
      context: { chat: { id: 'telegram:-100', kind: 'group' } },
    });
    expect(reply.summary).toBe('In this chat you can see 1 of your 3 operators.');
    expect(text).toContain('You are: telegram:4711');
    expect(text).toContain('This chat: telegram:-100 (group)');
    expect(text).toMatch(/sample \| viewer \| 21 Nov 2026, 12:00:00 IST \| yes/);
    expect(text).toContain('second | admin |  | no, not bound to this chat');
    expect(text).toContain('no, the grant has expired');
    expect(text).toContain('bind add telegram:-100 second');
    expect(text).toContain('grant add telegram:4711 third');
  });

  it('shows an unlisted user what an admin has to run', async () => {
    const { reply, text } = await ask('/whoami', { sources: [], access: nobody });
    expect(reply.summary).toBe('No operator is granted to you.');
    expect(text).toContain('npm run -s walletwatch -- grant add telegram:4711 <operator>');
  });
});
