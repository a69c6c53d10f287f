import { createHmac } from 'node:crypto';
import { requestOf } from './http.ts';

/**
 * The users of a benchmark. Each has a private chat, and several share an operator. Requests rotate through all of them, so
 * that no user approaches the rate limit of the product.
 */
export interface People {
  readonly count: number;
  readonly operators: number;
}

export const defaultPeople: People = { count: 1024, operators: 64 };

export const operatorOf = (person: number, { operators }: People): number => person % operators;

/** Credentials of every measured process and of the callers. */
export const secrets = {
  telegramToken: '7100000001:AAEbench0token0bench0token0bench0token',
  webhook: 'bench-webhook-secret-bench-webhook-secret',
  slackToken: 'xoxb-bench-0000000000-bench',
  signing: '0123456789abcdef0123456789abcdef',
  team: 'T012AB3CD',
} as const;

export const paths = { telegram: '/telegram/webhook', slack: '/slack/events' } as const;

export const telegramId = (person: number): number => 1_000_000 + person;
export const slackUser = (person: number): string => `U0${String(person).padStart(6, '0')}`;
export const slackChannel = (person: number): string => `D0${String(person).padStart(6, '0')}`;

/** Returns an update as Telegram sends it for a command in a private chat. */
export function telegramUpdate(id: number, person: number, text = '/balance'): string {
  const user = { id: telegramId(person), first_name: 'Asha', username: `asha${person}` };
  return JSON.stringify({
    update_id: id,
    message: {
      message_id: id,
      from: { ...user, is_bot: false, language_code: 'en' },
      chat: { ...user, type: 'private' },
      date: 1_700_000_000,
      text,
      entities: [{ offset: 0, length: text.split(' ', 1)[0]?.length ?? 0, type: 'bot_command' }],
    },
  });
}

export function telegramRequest(update: string): Buffer {
  const headers = {
    'content-type': 'application/json',
    'x-telegram-bot-api-secret-token': secrets.webhook,
    connection: 'keep-alive',
  };
  return requestOf(paths.telegram, headers, update);
}

/** Returns a slash command as Slack sends it: a form, signed with the current time. */
export function slackRequest(
  id: number,
  person: number,
  platform: string,
  words = '',
  command = '/balance',
): Buffer {
  const form = new URLSearchParams({
    token: 'x'.repeat(24),
    team_id: secrets.team,
    team_domain: 'bench',
    channel_id: slackChannel(person),
    channel_name: 'directmessage',
    user_id: slackUser(person),
    user_name: `asha${person}`,
    command,
    text: words,
    api_app_id: 'A0BENCH',
    is_enterprise_install: 'false',
    response_url: `${platform}/respond/${slackChannel(person)}`,
    trigger_id: `${id}.1700000000.abcdef0123456789abcdef0123456789`,
  }).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', secrets.signing).update(`v0:${timestamp}:${form}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
    connection: 'keep-alive',
  };
  return requestOf(paths.slack, headers, form);
}
