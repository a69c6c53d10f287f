import { describe, expect, it } from 'vitest';
import { fakeCommands, says } from './commands.ts';
import { alone, asker, connect, figure, grantOf, group, openDoor, usualDoor } from './door.ts';

describe('who is not on the list', () => {
  it('reads one identical sentence with the own id, whatever was sent, and nothing runs', async () => {
    const { say, runs, grants, audited } = usualDoor();
    grants.length = 0;
    const texts = [
      '/balance',
      '/help',
      '/whoami',
      '/start',
      '/start a b c ?',
      'hello',
      '',
      '/grant',
      '\u0000',
      'x'.repeat(5000),
      '"',
    ];
    const replies = await Promise.all(texts.map((sent) => say(sent)));
    const sentence = 'You do not have access. Ask your admin to grant access to chat:7.';
    expect(new Set(replies.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([
        JSON.stringify({
          summary: sentence,
          blocks: [{ kind: 'text', content: sentence }],
          audience: 'asker',
        }),
      ]),
    );
    expect(runs).toEqual([]);
    expect(audited).toHaveLength(1);
    expect(audited[0]).toMatchObject({
      principal: asker,
      what: 'enter',
      decision: 'refused',
      because: 'unlisted',
    });
  });

  it('stays refused when the refusal cannot be recorded', async () => {
    const door = openDoor(fakeCommands(), { audit: () => Promise.reject(new Error('disk')) });
    expect((await door.say('/balance')).summary).toMatch(/^You do not have access/);
  });

  it('because a grant has ended, is told so', async () => {
    const { say, grants, clock } = usualDoor();
    grants.splice(0, 1, grantOf('op-a', 'viewer', { expiresAt: clock.now() }));
    expect((await say('/help')).summary).toBe(
      'Your access has expired. Ask your admin to renew the grant of chat:7.',
    );
  });
});

describe('a command that is allowed', () => {
  it('is on record before it runs, and its reply is for the asker in a private chat', async () => {
    const { say, events, audited, clock } = usualDoor();
    expect(await say('/balance')).toEqual({ ...figure, audience: 'asker' });
    expect(events).toEqual(['audit balance allowed', 'run balance']);
    expect(audited).toEqual([
      {
        at: clock.now(),
        principal: asker,
        chat: 'chat:7',
        what: 'balance',
        decision: 'allowed',
        about: 'op-a',
      },
    ]);
  });

  it('does not run when its record cannot be written', async () => {
    const runs: string[] = [];
    const commands = fakeCommands(({ name }) => {
      runs.push(name);
      return says(name);
    });
    const door = openDoor(commands, { audit: () => Promise.reject(new Error('disk is full of sk_live_1')) });
    door.grants.push(grantOf('op-a'));
    expect((await door.say('/balance')).summary).toContain('incident c0ffee');
    expect(runs).toEqual([]);
    expect(door.logged.join()).not.toContain('sk_live_1');
  });

  it('reaches the connections of the operators that the asker reaches, in a steady order', async () => {
    const { say, runs, connections, grants } = usualDoor();
    grants.push(grantOf('op-b'));
    connections.push(connect('op-b', 'x'), connect('op-a', 'z'), connect('op-c', 'y'), connect('op-a', 'b'));
    await say('/balance');
    const reached = runs[0]?.context.sources.map(
      ({ operator, connection }) => `${operator.id} ${connection.id}`,
    );
    expect(reached).toEqual(['op-a b', 'op-a z', 'op-b x']);
  });

  it('knows its line, its arguments and the commands that the asker may run', async () => {
    const { say, runs } = usualDoor();
    await say('/ACCOUNTS@bot  active “John Doe” share');
    expect(runs[0]).toMatchObject({
      args: { state: 'active', target: 'John Doe' },
      context: { line: '/accounts active "John Doe"', principal: asker, chat: alone, deadline: 25_000 },
    });
    const names = runs[0]?.context.commands.map(({ name }) => name);
    expect(names).toContain('balance');
    expect(names).not.toContain('grant');
  });

  it('tells how far it is, until it has answered', async () => {
    const told: unknown[] = [];
    const { answer, runs } = usualDoor(({ context }) => {
      context.progress(120, 400);
      return figure;
    });
    await answer({ principal: asker, chat: alone, text: '/balance', origin: 'typed' }, (progress) => {
      told.push(progress);
      throw new Error('the adapter stumbles');
    });
    runs[0]?.context.progress(400, 400);
    expect(told).toEqual([{ done: 120, of: 400 }]);
  });
});

describe('a refusal is one sentence, and on record', () => {
  it.each([['/grant viewer', 'That command needs the role admin. Ask your admin for it.', 'role-too-low']])(
    '%s',
    async (sent, sentence, because) => {
      const { say, runs, audited } = usualDoor();
      expect(await say(sent)).toEqual({ ...says(sentence), audience: 'asker' });
      expect(runs).toEqual([]);
      expect(audited).toMatchObject([{ what: 'grant', decision: 'refused', because }]);
    },
  );

  it('for an admin of everything without a grant: no figures', async () => {
    const { say, grants, admins } = usualDoor();
    grants.length = 0;
    admins.add(asker);
    expect((await say('/balance')).summary).toMatch(/^You have no grant for any operator/);
    expect((await say('/grant viewer')).summary).toBe('One account.');
  });

  it('in a chat that is bound to other operators', async () => {
    const { say, bindings, audited } = usualDoor();
    bindings.push({ chat: group.id, operator: 'op-b' });
    expect((await say('/balance', { chat: group })).summary).toMatch(/^None of your operators is bound/);
    expect(audited).toMatchObject([{ what: 'balance', chat: group.id, because: 'not-bound-here' }]);
  });
});

describe('in a group', () => {
  it('that is bound, everyone may read the answer and numbers show their last four', async () => {
    const { say, bindings } = usualDoor();
    bindings.push({ chat: group.id, operator: 'op-a' });
    const answer = await say('/balance', { chat: group });
    expect(answer.audience).toBe('everyone');
    expect(answer.shared).toBeUndefined();
    expect(JSON.stringify(answer)).toContain('…6789');
    expect(JSON.stringify(answer)).not.toContain('123456789');
    expect((await say('/balance share', { chat: group })).shared).toBe(true);
  });

  it('that is not bound, the answer is for the asker alone, whole, and says why', async () => {
    const { say } = usualDoor();
    const answer = await say('/balance share', { chat: group });
    expect(answer.audience).toBe('asker');
    expect(answer.shared).toBeUndefined();
    expect(JSON.stringify(answer)).toContain('123456789');
    const why = 'Only you can see this reply, because no operator is bound to this chat.';
    expect(answer.blocks.at(-1)).toEqual({ kind: 'note', tone: 'info', content: why });
    expect(JSON.stringify(await say('/whoami', { chat: group }))).not.toContain('Only you');
  });
});

it('a line that cannot be understood is answered without a run or a record', async () => {
  const { say, runs, audited } = usualDoor();
  expect(await say('/blance')).toMatchObject({ audience: 'asker', actions: [{ line: '/balance' }] });
  expect((await say('/summary last week')).actions).toEqual([
    { label: '/summary yesterday', line: '/summary yesterday' },
  ]);
  expect(await say('/grnat')).toMatchObject({ actions: [{ line: '/help' }] });
  expect([runs, audited]).toEqual([[], []]);
});
