import * as z from 'zod';
import { serverUrlField, serverUrlProblems } from '../../src/core/net/server-url.ts';
import { secretSetting } from '../../src/core/secret/secret-setting.ts';

const officialRoot = 'https://api.telegram.org';

/** The path at which our listener takes updates. */
export const webhookPath = '/telegram/webhook';

/** Ports that Telegram delivers to (Bot API, setWebhook). */
const deliveryPorts: readonly string[] = ['', '80', '88', '443', '8443'];

const urlProblems = serverUrlProblems('https://bot.example.com');

const webhookUrl = serverUrlField(urlProblems).transform((url, context): string => {
  if (url.protocol === 'https:' && !deliveryPorts.includes(url.port)) {
    const message = 'has a port that Telegram does not call: use 443, 80, 88 or 8443';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
  if (url.pathname === '/') url.pathname = webhookPath;
  return url.href;
});

/** Settings of the bot; it is not opened without a token. */
export const telegramSettings = z
  .object({
    TELEGRAM_BOT_TOKEN: secretSetting(
      /^\d{5,16}:[A-Za-z0-9_-]{30,64}$/,
      'is not a bot token: copy it whole from @BotFather, as 123456789:AA...',
    )
      .optional()
      .describe('the bot’s token from @BotFather; Telegram is off without it'),
    TELEGRAM_MODE: z
      .enum(['polling', 'webhook'], { error: 'takes polling or webhook' })
      .default('polling')
      .describe('`polling` needs no open port; `webhook` has Telegram call our HTTP listener'),
    TELEGRAM_WEBHOOK_URL: webhookUrl
      .optional()
      .describe(`webhook mode: the https address that leads to \`${webhookPath}\` of our listener`),
    TELEGRAM_WEBHOOK_SECRET: secretSetting(
      /^[A-Za-z0-9_-]{32,256}$/,
      'is too weak: give 32 to 256 of A-Z a-z 0-9 _ -, for instance from `openssl rand -hex 32`',
    )
      .optional()
      .describe('webhook mode: authenticates Telegram’s calls; 32 or more of `A-Z a-z 0-9 _ -`'),
    TELEGRAM_API_ROOT: serverUrlField(urlProblems)
      .transform(({ href }) => href.replace(/\/+$/, ''))
      .default(officialRoot)
      .describe('another Bot API server'),
  })
  .refine((set) => !has(set, 'TELEGRAM_BOT_TOKEN') || isPolling(set) || has(set, 'TELEGRAM_WEBHOOK_URL'), {
    path: ['TELEGRAM_WEBHOOK_URL'],
    error: 'is missing: webhook mode needs the https address that Telegram calls',
    when: always,
  })
  .refine((set) => !has(set, 'TELEGRAM_BOT_TOKEN') || isPolling(set) || has(set, 'TELEGRAM_WEBHOOK_SECRET'), {
    path: ['TELEGRAM_WEBHOOK_SECRET'],
    error: 'is missing: webhook mode takes no call without it; make one with `openssl rand -hex 32`',
    when: always,
  })
  .refine((set) => has(set, 'TELEGRAM_BOT_TOKEN') || isUnused(set), {
    path: ['TELEGRAM_BOT_TOKEN'],
    error: 'is missing: the other TELEGRAM_ settings do nothing without it',
    when: always,
  });

export type TelegramSettings = z.output<typeof telegramSettings>;

/** A rule between settings is checked even if one of them is wrong, so that all errors are reported at once. */
function always(): boolean {
  return true;
}

type SettingValues = Readonly<Record<string, unknown>>;

function has(settings: SettingValues, name: string): boolean {
  return settings[name] !== undefined;
}

function isPolling(settings: SettingValues): boolean {
  return settings['TELEGRAM_MODE'] !== 'webhook';
}

function isUnused(settings: SettingValues): boolean {
  const hasWebhook = has(settings, 'TELEGRAM_WEBHOOK_URL') || has(settings, 'TELEGRAM_WEBHOOK_SECRET');
  return isPolling(settings) && !hasWebhook;
}
