import { afterEach, describe, expect, it } from 'vitest';
import { aPair, aTelegramGroup, channel, group, newGroup, slackUser } from './pair.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});
const pair: typeof aPair = async (...given) => {
  const opened = await aPair(...given);
  open.push(opened.close);
  return opened;
};
const minute = 60_000;
/** The users' names on Telegram and on Slack. */
const [asha, ravi] = ['Asha', 'renamed-at-will'];

describe('an incident', () => {
  it('is one message in each chat, however often its figure changes', async () => {
    const world = await pair();
    for (let left = 90; left > 40; left--) {
      world.bank.left('user@upi', left);
      await world.polls(1);
    }
    await world.clock.advance(minute);
    expect(world.inTelegram()).toHaveLength(1);
    expect(world.inSlack()).toHaveLength(1);
    for (const card of [...world.inTelegram(), ...world.inSlack()]) {
      expect(card).toContain('A1 Low limit: user@upi, ₹41.00 left of ₹1,000.00 (4.1 %)');
    }
    expect(world.slackCard()?.edits).toBeGreaterThan(40);
    expect(world.faults()).toEqual([]);
  });

  it('acknowledged in Telegram is shown as acknowledged in Slack within 5 s, with its card intact', async () => {
    const world = await pair();
    await world.breach();
    world.snapshotCards().telegram('Acknowledge A1');
    await world.clock.advance(5_000);
    for (const [card = ''] of [world.inTelegram(), world.inSlack()]) {
      expect(card).toContain('A1 Low limit: user@upi');
      expect(card).toMatch(new RegExp(`low, acknowledged by ${asha} since`));
    }
    expect(world.toasts()).toEqual(['You have acknowledged A1: user@upi.']);
    expect(world.inTelegram().at(-1)).toMatch(new RegExp(`^A1 user@upi: acknowledged by ${asha}\\.$`));
    expect(world.inSlack().at(-1)).toMatch(new RegExp(`^A1 user@upi: acknowledged by ${asha}\\.$`));
    expect(world.faults()).toEqual([]);
  });

  it.each(['button', 'command'] as const)(
    'acknowledged in Slack by a %s is shown as acknowledged in Telegram within 5 s',
    async (way) => {
      const world = await pair();
      await world.breach();
      if (way === 'button') await world.snapshotCards().slack('Acknowledge A1');
      else await world.slack.slash('/walletwatch ack a1', { user: slackUser, channel });
      await world.clock.advance(5_000);
      for (const [card = ''] of [world.inTelegram(), world.inSlack()]) {
        expect(card).toMatch(new RegExp(`low, acknowledged by ${ravi} since`));
      }
      expect(world.whispers()).toEqual([expect.stringContaining('You have acknowledged A1: user@upi.')]);
      expect(world.faults()).toEqual([]);
    },
  );

  it.each(['telegram', 'slack'] as const)(
    'pressed by two users within 10 ms is acknowledged by the first, in %s, and the other is notified',
    async (first) => {
      const world = await pair();
      await world.breach();
      const screens = world.snapshotCards();
      await screens[first]('Acknowledge A1');
      await world.clock.advance(10);
      await screens[first === 'telegram' ? 'slack' : 'telegram']('Acknowledge A1');
      await world.clock.advance(5_000);
      const [winner, answers] = first === 'telegram' ? [asha, world.whispers()] : [ravi, world.toasts()];
      expect(answers).toEqual([
        expect.stringMatching(new RegExp(`${winner} has already acknowledged A1\\.`)),
      ]);
      for (const [card = ''] of [world.inTelegram(), world.inSlack()]) {
        expect(card).toMatch(new RegExp(`acknowledged by ${winner} since`));
      }
      expect(world.faults()).toEqual([]);
    },
  );

  it('acknowledged by a user whose name is markup shows that name as plain text', async () => {
    const world = await pair();
    Object.assign(world.asha, { name: '<!channel> @here *x* <@U0RAVI001> https://evil.example\n/ack A1' });
    await world.breach();
    world.snapshotCards().telegram('Acknowledge A1');
    await world.clock.advance(5_000);
    const name = '<!channel> @here *x* <@U0RAVI001> https://evil.example /ack A1';
    for (const said of [world.inTelegram(), world.inSlack()]) {
      expect(said[0]).toContain(`low, acknowledged by ${name} since`);
      expect(said.at(-1)).toBe(`A1 user@upi: acknowledged by ${name}.`);
    }
    // The bot itself adds date markup.
    const live = world.slack.posted.flatMap(({ active }) => active.map(({ kind }) => kind));
    expect(new Set(live)).toEqual(new Set(['date']));
    const kinds = world.telegram
      .answers(world.room)
      .flatMap(({ entities }) => entities.map(({ type }) => type));
    expect(new Set(kinds)).toEqual(new Set(['bold', 'code', 'date_time']));
    expect(world.faults()).toEqual([]);
  });

  it('that is acknowledged is cleared with a broadcast in both chats', async () => {
    const world = await pair();
    await world.breach();
    world.snapshotCards().telegram('Acknowledge A1');
    await world.clock.advance(5_000);
    world.bank.left('user@upi', 900);
    await world.polls(4);
    for (const said of [world.inTelegram(), world.inSlack()]) {
      expect(said[0]).toMatch(/^A1 All clear, after \d+ min: user@upi, ₹900\.00 left/);
      expect(said.at(-1)).toMatch(/^A1 user@upi: all clear, ₹900\.00 left of ₹1,000\.00 \(90\.0 %\), after/);
    }
    expect(world.faults()).toEqual([]);
  });

  it('snoozed in Slack is snoozed in Telegram, and becoming critical ends the snooze in both', async () => {
    const world = await pair();
    await world.breach();
    await world.snapshotCards().slack('Snooze 2 h');
    await world.clock.advance(5_000);
    expect(world.inTelegram()[0]).toMatch(new RegExp(`snoozed until .* by ${ravi}`));
    world.bank.left('user@upi', 20);
    await world.polls(2);
    for (const said of [world.inTelegram(), world.inSlack()]) {
      expect(said[0]).toContain('A1 Critical: Low limit: user@upi, ₹20.00 left');
      expect(said.at(-1)).toContain('A1 user@upi: critical now, ₹20.00 left');
    }
    expect(world.faults()).toEqual([]);
  });
});

describe('200 accounts that run out within a minute', () => {
  it('result in at most two messages in each chat that list all of them', async () => {
    const world = await pair();
    const names = Array.from({ length: 200 }, (_, index) => `shop${index}@bank`);
    for (const [index, name] of names.entries()) {
      world.bank.left(name, 20);
      if (index % 50 === 49) await world.clock.advance(15_000);
    }
    await world.polls(2);
    const ids = (await world.alerts.service.open(['acme'])).map(({ id }) => id ?? '');
    expect(ids).toHaveLength(200);
    for (const said of [world.inTelegram(), world.inSlack()]) {
      expect(said.length).toBeLessThanOrEqual(2);
      const listed = new Set(said.join('\n').match(/\b[A-Z][1-9]\d{0,2}\b/g));
      expect(ids.filter((id) => !listed.has(id))).toEqual([]);
    }
    for (const name of names) world.bank.left(name, 900);
    await world.polls(4);
    for (const said of [world.inTelegram(), world.inSlack()]) {
      for (const digest of said.slice(0, 2)) expect(digest).toContain('100 alerts: 100 over');
    }
    expect(world.faults()).toEqual([]);
  });
});

describe('a group that becomes a supergroup in the middle of an incident', () => {
  it.each(['service message', 'refused call'] as const)(
    'receives the alerts under its new id, if the %s arrives first',
    async (first) => {
      const world = await pair();
      await world.breach();
      world.upgrade(first);
      world.bank.left('user@upi', 20);
      await world.polls(2);
      expect(world.inTelegram(newGroup)[0]).toContain('A1 Critical: Low limit: user@upi, ₹20.00 left');
      world.bank.left('user@upi', 900);
      await world.polls(4);
      expect(world.inTelegram(newGroup)[0]).toMatch(/^A1 All clear/);
      expect(world.inTelegram(newGroup).at(-1)).toContain('A1 user@upi: all clear');
      expect(world.faults()).toEqual([]);
    },
  );

  it('receives pending alerts within a minute, even if nothing changes', async () => {
    const world = await pair();
    const after = { retry_after: 30 };
    world.telegram.fault({
      method: 'sendMessage',
      times: 1,
      how: { kind: 'refuse', code: 429, description: 'Too Many Requests: retry after 30', parameters: after },
    });
    await world.breach();
    expect(world.inTelegram()).toEqual([]);
    world.upgrade('service message');
    await world.clock.advance(minute);
    expect(world.inTelegram(newGroup)[0]).toContain('A1 Low limit: user@upi, ₹80.00 left');
    expect(world.faults()).toEqual([]);
  });

  it('retains other messages of the bot, even one with the number of the old card', async () => {
    const world = await pair();
    for (const word of ['good', 'morning', 'all']) world.telegram.say(world.asha, world.room, word);
    await world.breach();
    const card = world.telegramCard();
    const upgraded = world.upgrade('refused call');
    // Message numbers start again: the bot's answer gets the number that its card had in the group.
    for (let id = 1; id < (card?.id ?? 0) - 1; id++) world.telegram.say(world.asha, upgraded, 'hello');
    world.telegram.say(world.asha, upgraded, '/whoami');
    await world.settle();
    const answer = world.telegram.answers(upgraded)[0];
    expect(answer?.id).toBe(card?.id);
    const before = answer?.text;
    world.bank.left('user@upi', 20);
    await world.polls(2);
    expect(world.telegram.world.find(newGroup, card?.id ?? 0)?.text).toBe(before);
    expect(world.inTelegram(newGroup).join('\n')).toContain('A1 Critical: Low limit: user@upi');
    expect(world.faults()).toEqual([]);
  });
});

describe('an alert for a group that the bot was kicked from', () => {
  it('is posted in the Slack channel within a minute', async () => {
    const world = await pair();
    world.telegram.setBot(world.room, 'kicked', world.asha);
    await world.breach();
    await world.clock.advance(minute);
    expect(world.inTelegram()).toEqual([]);
    const [card = '', redirected = ''] = world.inSlack();
    expect(card).toContain('A1 Low limit: user@upi, ₹80.00 left');
    expect(redirected).toContain('A1 Low limit: user@upi, ₹80.00 left');
    expect(redirected).toContain(
      `Posted here because delivery to telegram:${group} failed: I am no longer in it`,
    );
    expect(world.whenSlack('Posted here because') - world.whenRefused()).toBeLessThanOrEqual(minute);
    expect(world.faults()).toEqual([]);
  });

  it('is posted to the admins within a minute if there is no other chat, and cleared there', async () => {
    const world = await aTelegramGroup([`slack:T0WATCH01:${slackUser}`]);
    open.push(world.close);
    const { id: alone } = world.slack.direct(slackUser);
    world.telegram.setBot(world.room, 'kicked', world.asha);
    await world.breach();
    await world.clock.advance(minute);
    expect(world.whenSlack('Posted here because') - world.whenRefused()).toBeLessThanOrEqual(minute);
    const [redirected = ''] = world.inSlack(alone);
    expect(redirected).toContain('A1 Low limit: user@upi, ₹80.00 left');
    expect(redirected).toContain(`Posted here because delivery to telegram:${group} failed`);
    world.bank.left('user@upi', 900);
    await world.polls(4);
    expect(world.inSlack(alone)[0]).toContain('A1 All clear');
    expect(world.inSlack(alone).at(-1)).toContain('A1 user@upi: all clear');
    expect(world.faults()).toEqual([]);
  });

  it('arrives soon after the bot is added again', async () => {
    const world = await pair();
    await world.breach();
    world.telegram.setBot(world.room, 'kicked', world.asha);
    world.bank.left('user@upi', 20);
    await world.polls(2);
    world.telegram.setBot(world.room, 'member', world.asha);
    await world.clock.advance(6 * minute);
    expect(world.inTelegram()[0]).toContain('A1 Critical: Low limit: user@upi, ₹20.00 left');
    expect(world.faults()).toEqual([]);
  });
});
