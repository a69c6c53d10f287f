import { afterEach, expect, it } from 'vitest';
import { type Desk, openDesk, until } from '../../emulators/slack/desk.ts';
import type { Who } from '../../emulators/slack/index.ts';
import { botUser, type Posted } from '../../emulators/slack/state.ts';
import { conversation, openConversation, type Place, type Speaker, type Step } from '../conversation.ts';

const people: Readonly<Record<Speaker, string>> = {
  asker: 'U0ASKER01',
  keeper: 'U0KEEPER1',
  stranger: 'U0STRANGE',
};
const groups: Readonly<Record<Exclude<Place, 'private'>, string>> = {
  bound: 'C0BOUND01',
  unbound: 'C0UNBOUND',
};

let desk: Desk | undefined;

afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

/** Commands with a slash command of their own. Others are sent through `/walletwatch` or as a direct message. */
const slashed = /^\/(?:balance|accounts|summary|wallets|wallet)\b/;

/** Runs the conversation; returns the visible messages of each step. */
async function runConversation(mode: 'socket' | 'http'): Promise<string> {
  const door = openConversation({
    asker: `slack:T0WATCH01:${people.asker}`,
    keeper: `slack:T0WATCH01:${people.keeper}`,
    bound: `slack:T0WATCH01:${groups.bound}`,
  });
  const opened = await openDesk({ mode, answer: door.answer, clock: door.clock });
  desk = opened;
  const { slack } = opened;
  for (const channel of Object.values(groups)) slack.channelOf(channel, [botUser, ...Object.values(people)]);

  const send = (line: string, place: Place, who: Who) => {
    if (slashed.test(line)) return slack.slash(line, who);
    return place === 'private'
      ? slack.say(line.slice(1), who)
      : slack.slash(`/walletwatch ${line.slice(1)}`, who);
  };
  const press = (message: Posted | undefined, label: string, who: Who) => {
    if (message === undefined) throw new Error('there is nothing to press');
    return slack.press(message, label, who);
  };
  const transcript: string[] = [];
  let last: Posted | undefined;
  let before = new Map<string, number>();
  for (const step of conversation) {
    const user = people[step.by];
    const channel = step.in === 'private' ? slack.direct(user).id : groups[step.in];
    const answered = slack.calls.length;
    const who = { user, channel };
    const acked = await ('press' in step ? press(last, step.press, who) : send(step.send, step.in, who));
    expect(acked).toMatchObject({ status: 200, body: '' });
    await until(() => slack.calls.length > answered && slack.posted.some((each) => isNew(each, before)));
    const seen = slack.posted.filter((each) => isNew(each, before));
    last = seen.at(-1);
    before = new Map(slack.posted.map(({ ts, edits }) => [ts, edits]));
    transcript.push(`== ${titleOf(step)}\n${seen.map(shownOf).join('')}`);
  }
  expect(slack.refused).toEqual([]);
  expect(slack.sockets.faults).toEqual([]);
  return transcript.join('');
}

function isNew({ ts, edits }: Posted, before: ReadonlyMap<string, number>): boolean {
  return before.get(ts) !== edits;
}

function titleOf(step: Step): string {
  return `${step.by} in ${step.in}: ${'send' in step ? step.send : `[${step.press}]`}`;
}

/** Renders a message: its readers, its arguments, and each block on a line. */
function shownOf({ only, edits, payload }: Posted): string {
  const { blocks = [], ...rest } = payload;
  const lines = [rest, ...(blocks as readonly unknown[])].map((each) => `${JSON.stringify(each)}\n`);
  return `-- for ${only ?? 'everyone'}${edits > 0 ? `, edit ${edits}` : ''}\n${lines.join('')}`;
}

it('matches the golden transcript over sockets, without a refused payload', async () => {
  await expect(await runConversation('socket')).toMatchFileSnapshot('../../golden/slack/conversation.txt');
});

it('matches the same transcript over HTTP', async () => {
  await expect(await runConversation('http')).toMatchFileSnapshot('../../golden/slack/conversation.txt');
});
