import { describe, expect, it } from 'vitest';
import { renderTelegramReply } from '../../../adapters/telegram/render/render.ts';
import { chooseOpen, drillReply } from '../../../src/commands/alerts/text.ts';
import { bindings, operatorRecords } from '../../../src/core/access/records.ts';
import { thresholds } from '../../../src/core/alerts/records.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import { createWorld, reader } from '../../engine/alerts/world.ts';
import { ask } from '../ask.ts';

const manager = { operators: new Map([['sample', 'manager' as const]]) };

/** A store that knows the operator, and what a manager asks over it. */
async function office() {
  const store = createMemoryStore();
  await store.transact((change) => change.put(operatorRecords, 'sample', { id: 'sample', name: 'Sample' }));
  const say = (line: string) => ask(line, { store, access: manager });
  const set = () =>
    store.read(async (view) =>
      (await view.list(thresholds)).map(({ id, document }) => [id, document.threshold]),
    );
  return { store, say, set };
}

describe('/alerts', () => {
  it('lists what is watched, and shows how to watch the rest', async () => {
    const { say } = await office();
    const { text } = await say('/alerts');
    expect(text).toMatch(/user@upi .*\| below 10 % of the limit \| ₹700\.00/);
    expect(text).toMatch(/101 .*NOT WATCHED .*\/alerts set 101 1000 USD/);
    expect(text).toContain('No alerts are posted in this chat.');
  });

  it('leaves nothing out on a phone, whatever it lists', async () => {
    const { say } = await office();
    const [few, many] = [await createWorld(), await createWorld()];
    for (const [world, count] of [
      [few, 3],
      [many, 40],
    ] as const) {
      for (let index = 0; index < count; index++) world.left(`merchant${index}@okbank`, 50);
      await world.alerts.start();
      await world.polls(3);
    }
    const [three, forty] = [
      await few.alerts.service.open(['acme']),
      await many.alerts.service.open(['acme']),
    ];
    const replies = [
      (await say('/alerts')).reply,
      chooseOpen(three, 'ack', reader),
      chooseOpen(forty, 'ack', reader),
      drillReply([{ chat: 'telegram:-1001234567890123', operator: 'acme', outcome: 'waiting' }], 'en-IN'),
    ];
    const shown = replies.map((reply) =>
      renderTelegramReply(reply, reader)
        .map((parcel) => (parcel.kind === 'text' ? parcel.text : 'a file'))
        .join('\n'),
    );
    expect(shown.filter((text) => /Too narrow|a file/.test(text))).toEqual([]);
    expect(shown[0]).toMatch(/Set it with: \/alerts set 101 1000\s+USD/);
    expect(shown[1]).toContain('State: low, not acknowledged');
    for (const { id = '', called } of forty)
      expect(shown[2]).toMatch(new RegExp(`${id} +${called[0]?.text} +5%`));
    for (const world of [few, many]) await world.stop();
  });

  it('watches a balance from the line that it gave on', async () => {
    const { say, set } = await office();
    expect((await say('/alerts set 101 500 USD')).reply.summary).toBe(
      'Alert below $500.00: 101. Nothing fires now.',
    );
    expect(await set()).toEqual([
      ['sample/wallets-api/wallet/101', { kind: 'amount', amount: '500', currency: 'USD' }],
    ]);
    expect((await say('/alerts list')).text).toMatch(/101 .*below \$500\.00/);
  });

  it('shows what would fire before anything changes, and changes it when that is wanted', async () => {
    const { say, set } = await office();
    const { reply } = await say('/alerts set user@upi 80%');
    expect(reply.summary).toBe('1 account or wallet would fire at once with 80 % of the limit.');
    expect(await set()).toEqual([]);
    expect(reply.actions?.map(({ line }) => line)).toEqual(['/alerts set user@upi 80% yes']);
    expect((await say('/alerts set user@upi 80% yes')).reply.summary).toContain('1 will fire');
    expect(await set()).toHaveLength(1);
  });

  it('sets all accounts of a connection at once', async () => {
    const { say, set } = await office();
    expect((await say('/alerts set payatom 5% yes')).reply.summary).toContain('all accounts of payatom');
    expect(await set()).toEqual([['sample/payatom/*', { kind: 'percent', percent: '5' }]]);
  });

  it('takes a number as the amount when it is the last one, and as the account otherwise', async () => {
    const { say, set } = await office();
    await say('/alerts set 4343 2000 yes');
    expect((await set())[0]?.[0]).toContain('sample/payatom/account/');
  });

  it.each([
    ['/alerts set user@upi 1000', 'is not below the limit of user@upi, ₹1,000.00'],
    ['/alerts set user@upi -5', 'is not a threshold'],
    ['/alerts set user@upi 0', 'Which threshold?'],
    ['/alerts set user@upi 100%', 'is not a threshold'],
    ['/alerts set user@upi 50 USD', 'user@upi is in INR, not in USD'],
    ['/alerts set 101 10%', 'Write an amount'],
    ['/alerts set 101 500 EUR', '101 is in USD, not in EUR'],
    ['/alerts set nobody@upi 50', 'matches “nobody@upi”'],
    ['/alerts set user 50', 'match “user”'],
    ['/alerts set', 'Set a threshold for which account?'],
    ['/alerts set user@upi', 'Which threshold?'],
  ])('answers %s with one sentence and changes nothing', async (line, sentence) => {
    const { say, set } = await office();
    expect((await say(line)).reply.summary).toContain(sentence);
    expect(await set()).toEqual([]);
  });

  it('is posted in a bound chat and in no other', async () => {
    const { store, say } = await office();
    const { reply } = await say('/alerts on');
    expect(reply.summary).toContain('This chat is not bound to sample');
    expect(reply.actions?.map(({ line }) => line)).toEqual(['/bind sample']);
    const binding = { chat: 'telegram:4711', operator: 'sample' } as const;
    await store.transact((change) => change.put(bindings, 'telegram:4711/sample', binding));
    expect((await say('/alerts on')).reply.summary).toBe('Alerts of sample are posted here.');
    expect((await say('/alerts off')).reply.summary).toBe('Alerts of sample are no longer posted here.');
    expect((await say('/alerts off')).reply.summary).toBe('Alerts of sample were not posted here.');
  });

  it('reports that a test alert would reach no chat', async () => {
    const { say } = await office();
    expect((await say('/alerts test')).reply.summary).toContain('These alerts are posted nowhere');
  });
});

describe('/ack and /snooze', () => {
  const access = { operators: new Map([['acme', 'viewer' as const]]) };

  async function firing() {
    const world = await createWorld({ chats: ['red:1'] });
    world.left('user@upi', 10);
    await world.alerts.start();
    await world.polls(2);
    const say = async (line: string, name = 'Asha', principal = 'red:7' as const) => {
      const context = { alerts: world.alerts.service, name, principal };
      return (await ask(line, { clock: world.clock, access, context })).reply;
    };
    return { world, say };
  }

  it('offer what is open when no id is given', async () => {
    const { world, say } = await firing();
    expect((await say('/ack')).actions?.map(({ line }) => line)).toEqual(['/ack A1']);
    expect((await say('/snooze')).actions?.map(({ line }) => line)).toEqual(['/snooze A1']);
    await world.stop();
  });

  it('report who was first, which alert has cleared, and which does not exist', async () => {
    const { world, say } = await firing();
    expect((await say('/ack a1')).summary).toBe('You have acknowledged A1: user@upi.');
    expect((await say('/ack A1')).summary).toBe('You have already acknowledged A1.');
    expect((await say('/ack A1', 'Ravi', 'red:8' as 'red:7')).summary).toBe(
      'Asha has already acknowledged A1.',
    );
    expect((await say('/ack B7')).summary).toContain('no open alert B7');
    world.left('user@upi', 900);
    await world.polls(4);
    expect((await say('/ack A1')).summary).toMatch(/^A1 has cleared, after .*\. Nothing to do\.$/);
    expect((await say('/snooze A1 1h')).summary).toMatch(/^A1 has cleared/);
    expect((await say('/ack')).summary).toBe('No alert is open.');
    await world.stop();
  });

  it('name the cap of a snooze', async () => {
    const { world, say } = await firing();
    expect((await say('/snooze A1 100d')).summary).toContain('a snooze lasts 24 h at most');
    expect((await say('/snooze A1 2h')).summary).toMatch(/^A1 is snoozed until .* by Asha\./);
    await world.stop();
  });
});
