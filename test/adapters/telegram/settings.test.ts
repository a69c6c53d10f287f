import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { telegramSettings } from '../../../adapters/telegram/settings.ts';
import { Secret } from '../../../src/core/secret/secret.ts';

const token = '7100000001:AAEcanary0token0canary0token0canary';
const secret = 'canary-canary-canary-canary-canary';
const webhook = {
  TELEGRAM_BOT_TOKEN: token,
  TELEGRAM_MODE: 'webhook',
  TELEGRAM_WEBHOOK_URL: 'https://bot.example.com',
  TELEGRAM_WEBHOOK_SECRET: secret,
};

function faultsOf(given: object): readonly string[] {
  const checked = telegramSettings.safeParse(given);
  return checked.success
    ? []
    : checked.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
}

describe('the settings', () => {
  it('do not open Telegram without a token', () => {
    expect(telegramSettings.parse({}).TELEGRAM_BOT_TOKEN).toBeUndefined();
  });

  it('select polling if only the token is set', () => {
    const parsed = telegramSettings.parse({ TELEGRAM_BOT_TOKEN: token });
    expect(parsed).toMatchObject({ TELEGRAM_MODE: 'polling', TELEGRAM_API_ROOT: 'https://api.telegram.org' });
    expect(parsed.TELEGRAM_BOT_TOKEN).toBeInstanceOf(Secret);
    expect(inspect(parsed, { depth: 9 })).not.toContain('canary');
  });

  it('accept a webhook with its secret, and complete its path', () => {
    const at = (url: string) =>
      telegramSettings.parse({ ...webhook, TELEGRAM_WEBHOOK_URL: url }).TELEGRAM_WEBHOOK_URL;
    expect(at('https://bot.example.com')).toBe('https://bot.example.com/telegram/webhook');
    expect(at('https://bot.example.com:8443/')).toBe('https://bot.example.com:8443/telegram/webhook');
    expect(at('https://bot.example.com/behind/a/proxy')).toBe('https://bot.example.com/behind/a/proxy');
    expect(at('http://127.0.0.1:9/telegram/webhook')).toBe('http://127.0.0.1:9/telegram/webhook');
  });

  it('report all errors at once, without the values', () => {
    const faults = faultsOf({
      TELEGRAM_BOT_TOKEN: 'canary',
      TELEGRAM_MODE: 'webhook',
      TELEGRAM_WEBHOOK_URL: 'http://canary.example.com',
      TELEGRAM_WEBHOOK_SECRET: 'canary',
      TELEGRAM_API_ROOT: 'https://canary@api.example.com/',
    });
    expect(faults).toEqual([
      'TELEGRAM_BOT_TOKEN is not a bot token: copy it whole from @BotFather, as 123456789:AA...',
      'TELEGRAM_WEBHOOK_URL is plain http: write https; http is allowed only for this machine (127.0.0.1)',
      'TELEGRAM_WEBHOOK_SECRET is too weak: give 32 to 256 of A-Z a-z 0-9 _ -, for instance from `openssl rand -hex 32`',
      'TELEGRAM_API_ROOT contains a user name or password: remove them',
    ]);
    expect(faults.join()).not.toContain('canary');
  });

  it('name the missing settings of webhook mode together with other errors', () => {
    expect(faultsOf({ TELEGRAM_BOT_TOKEN: 'x', TELEGRAM_MODE: 'webhook' })).toEqual([
      expect.stringMatching(/^TELEGRAM_BOT_TOKEN is not a bot token/),
      expect.stringMatching(/^TELEGRAM_WEBHOOK_URL is missing/),
      expect.stringMatching(/^TELEGRAM_WEBHOOK_SECRET is missing/),
    ]);
  });

  it('name the token if only other settings are set', () => {
    expect(faultsOf({ TELEGRAM_MODE: 'webhook' })).toEqual([
      expect.stringMatching(/^TELEGRAM_BOT_TOKEN is missing/),
    ]);
  });

  it.each([
    ['TELEGRAM_MODE', 'both', 'takes polling or webhook'],
    ['TELEGRAM_WEBHOOK_URL', 'https://bot.example.com:8080', 'has a port that Telegram does not call'],
    ['TELEGRAM_WEBHOOK_URL', 'bot.example.com', 'is not a URL'],
    ['TELEGRAM_WEBHOOK_URL', 'ftp://bot.example.com', 'is not a URL'],
    ['TELEGRAM_WEBHOOK_URL', 'https://bot.example.com/?a=b', 'contains a “?” or “#”'],
    ['TELEGRAM_WEBHOOK_SECRET', 'x'.repeat(31), 'is too weak'],
    ['TELEGRAM_WEBHOOK_SECRET', 'has a blank in it, which no header takes', 'is too weak'],
    ['TELEGRAM_API_ROOT', 'http://10.0.0.1', 'is plain http'],
  ])('refuse %s=%s', (name, value, sentence) => {
    expect(faultsOf({ ...webhook, [name]: value }).join()).toContain(`${name} ${sentence}`);
  });

  it('describe every setting, for the README and .env.example', () => {
    for (const setting of Object.values(telegramSettings.shape))
      expect(setting.description?.length).toBeGreaterThan(10);
  });
});
