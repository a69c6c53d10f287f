import { describe, expect, it } from 'vitest';
import { readInbound } from '../../../adapters/slack/receive/inbound.ts';
import { unescapeMrkdwn } from '../../../adapters/slack/receive/unescape.ts';

const home = { team: 'T1TEAM', botUser: 'U0BOT' };

const command = {
  command: '/balance',
  text: '',
  team_id: 'T1TEAM',
  channel_id: 'C1',
  channel_name: 'payments',
  user_id: 'U1',
  user_name: 'admin',
  trigger_id: '1.2.abc',
  response_url: 'https://hooks.slack.com/commands/T1/2/x',
};
const click = {
  type: 'block_actions',
  team: { id: 'T1TEAM' },
  user: { id: 'U1', team_id: 'T1TEAM' },
  channel: { id: 'C1' },
  container: { type: 'message', message_ts: '1.2', is_ephemeral: true },
  trigger_id: '1.3.abc',
  response_url: 'https://hooks.slack.com/actions/T1/2/x',
  actions: [{ type: 'button', action_id: 'page:next', value: '/accounts page 2' }],
};
const event = (inner: object, outer: object = {}) => ({
  type: 'event_callback',
  team_id: 'T1TEAM',
  event_id: 'Ev1',
  event: { user: 'U1', channel: 'C1', ts: '1.2', ...inner },
  ...outer,
});
const mention = { type: 'app_mention', text: '<@U0BOT> balance' };
const direct = { type: 'message', channel_type: 'im', channel: 'D1', text: 'balance' };

const ask = (body: unknown) => {
  const inbound = readInbound(body, home);
  if (inbound.kind !== 'ask') throw new Error(inbound.kind);
  return inbound.ask;
};

describe('a text with Slack’s wrappings', () => {
  it.each([
    ['plain words', 'plain words'],
    ['<mailto:shop@okhdfc.com|shop@okhdfc.com>', 'shop@okhdfc.com'],
    ['<mailto:shop@okhdfc.com>', 'shop@okhdfc.com'],
    ['<tel:+919876543210|+91 98765 43210>', '+91 98765 43210'],
    ['<https://shop.example|shop.example> active', 'shop.example active'],
    ['<https://shop.example>', 'https://shop.example'],
    ['A &amp; B &lt;x&gt;', 'A & B <x>'],
    ['&amp;lt;', '&lt;'],
    ['&#60; &quot;', '&#60; &quot;'],
    ['<@U2|someone> viewer', 'slack:T1TEAM:U2 viewer'],
    ['<#C2|payments>', 'slack:T1TEAM:C2'],
    ['<!subteam^S1|@ops>', '@ops'],
    ['a < b', 'a < b'],
  ])('%s is read as %s', (given, expected) => {
    expect(unescapeMrkdwn(given, home)).toBe(expected);
  });
});

describe('a payload of Slack', () => {
  it('is a line of one user in one channel, whatever their names are', () => {
    expect(readInbound(command, home)).toEqual({
      kind: 'ask',
      responseUrl: command.response_url,
      ask: {
        id: 'slack:1.2.abc',
        line: {
          principal: 'slack:T1TEAM:U1',
          name: 'admin',
          chat: { id: 'slack:T1TEAM:C1', kind: 'channel' },
          text: '/balance',
          origin: 'typed',
        },
        to: { channel: 'C1', user: 'U1', way: 'ephemeral' },
      },
    });
  });

  it.each([
    [{ text: 'main  share' }, '/balance main  share'],
    [{ command: '/walletwatch', text: 'grant <@U2> demo viewer' }, 'grant slack:T1TEAM:U2 demo viewer'],
    [{ command: '/walletwatch', text: '  ' }, '/help'],
    [{ command: '/unheard', text: 'of' }, '/unheard of'],
  ])('is the command %j, read as %s', (change, line) => {
    expect(ask({ ...command, ...change }).line.text).toBe(line);
  });

  it.each([
    ['D1', 'private'],
    ['G1', 'group'],
    ['C1', 'channel'],
  ])('reads the channel %s as a %s chat', (channel_id, kind) => {
    expect(ask({ ...command, channel_id }).line.chat.kind).toBe(kind);
  });

  it('is the line of a button, with the place of its message', () => {
    const { line, to } = ask(click);
    expect(line).toMatchObject({ text: '/accounts page 2', origin: 'button', principal: 'slack:T1TEAM:U1' });
    expect(to).toEqual({
      channel: 'C1',
      user: 'U1',
      way: 'ephemeral',
      pressed: { ephemeral: true, page: true },
    });
  });

  it.each([
    [{ user_name: 'asha' }, 'asha'],
    [{ user_name: 'a'.repeat(10_000) }, `${'a'.repeat(63)}…`],
    [{ user_name: '\u202eahsa\nall clear' }, 'ahsa all clear'],
    [{ user_name: 7 }, undefined],
    [{ user_name: '' }, undefined],
  ])('shows the sender of the command %j as %s', (change, name) => {
    expect(ask({ ...command, ...change }).line.name).toBe(name);
  });

  it.each([
    [{ name: 'asha', username: 'other' }, 'asha'],
    [{ username: 'asha' }, 'asha'],
    [{ name: ['asha'] }, undefined],
    [{}, undefined],
  ])('shows the user %j who pressed as %s', (names, name) => {
    expect(ask({ ...click, user: { ...click.user, ...names } }).line.name).toBe(name);
  });

  it('is the line of a mention or of a direct message', () => {
    expect(ask(event(mention)).line.text).toBe('balance');
    expect(ask(event({ ...mention, text: 'hey <@U0BOT>, ' })).line.text).toBe('hey  ,');
    expect(ask(event({ ...mention, thread_ts: '1.1' })).to).toMatchObject({
      way: 'ephemeral',
      thread: '1.1',
    });
    expect(ask(event(direct)).to).toEqual({ channel: 'D1', user: 'U1', way: 'direct' });
  });

  it.each([
    ['a command of another workspace', { ...command, team_id: 'T2' }],
    ['a button pressed by a user of another workspace', { ...click, user: { id: 'U1', team_id: 'T2' } }],
    ['a button in another workspace', { ...click, team: { id: 'T2' } }],
    ['an event of another workspace', event(mention, { team_id: 'T2' })],
    ['a user of Slack Connect', event({ ...mention, user_team: 'T2' })],
    ['a user of another workspace by the older field', event({ ...direct, team: 'T2' })],
    ['a channel that is shared with others', event(mention, { is_ext_shared_channel: true })],
  ])('is refused if it is %s', (_, body) => {
    expect(readInbound(body, home).kind).toBe('refused');
  });

  it('distinguishes users of two workspaces with the same id', () => {
    const inbound = readInbound({ ...command, team_id: 'T2' }, home);
    expect(inbound).toMatchObject({ kind: 'refused', because: 'foreign-team', principal: 'slack:T2:U1' });
  });

  it.each([
    ['an edit', event({ ...direct, subtype: 'message_changed' })],
    ['a message of a bot', event({ ...direct, bot_id: 'B1' })],
    ['a message of the bot itself', event({ ...direct, user: 'U0BOT' })],
    ['a message in a channel', event({ ...direct, channel_type: 'channel', channel: 'C1' })],
    ['another event', event({ type: 'reaction_added' })],
    ['an element other than a button', { ...click, actions: [{ type: 'static_select', action_id: 'x' }] }],
    ['a form of a modal', { type: 'view_submission', team: { id: 'T1TEAM' }, user: { id: 'U1' } }],
    ['a malformed user id', { ...command, user_id: 'U1|<!channel>' }],
    ['a command without a trigger', { ...command, trigger_id: undefined }],
    ['a list', []],
    ['null', null],
    ['a text', 'x'],
    ['an event without an event', { type: 'event_callback', team_id: 'T1TEAM', event_id: 'E' }],
  ])('is ignored if it is %s', (_, body) => {
    expect(readInbound(body, home)).toEqual({ kind: 'nothing' });
  });
});
