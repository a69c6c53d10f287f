import * as z from 'zod';
import { isLoopback, parseUrl } from '../../src/core/net/url.ts';
import { Secret } from '../../src/core/secret/secret.ts';

/** Where Telegram's own Bot API server is. */
const officialRoot = 'https://api.telegram.org';

/** The path at which our listener takes updates. */
export const webhookPath = '/telegram/webhook';

/** Ports that Telegram delivers to (Bot API, setWebhook). */
const deliveryPorts: readonly string[] = ['', '80', '88', '443', '8443'];

const hidden = (shape: RegExp, fault: string) =>
  z
    .string()
    .regex(shape, fault)
    .transform((text) => new Secret(text));

/** Settings of the bot; it is not opened without a token. */
export const telegramSettings = z
  .object({
    TELEGRAM_BOT_TOKEN: hidden(
      /^\d{5,16}:[A-Za-z0-9_-]{30,64}$/,
      'is not a bot token: copy it whole from @BotFather, as 123456789:AA...',
    )
      .optional()
      .describe('the bot’s token from @BotFather; Telegram is off without it'),
    TELEGRAM_MODE: z
      .enum(['polling', 'webhook'], { error: 'takes polling or webhook' })
      .default('polling')
      .describe('`polling` needs no open port; `webhook` has Telegram call our HTTP listener'),
    TELEGRAM_WEBHOOK_URL: z
      .string()
      .transform(readWebhookUrl)
      .optional()
      .describe(`webhook mode: the https address that leads to \`${webhookPath}\` of our listener`),
    TELEGRAM_WEBHOOK_SECRET: hidden(
      /^[A-Za-z0-9_-]{32,256}$/,
      'is too weak: give 32 to 256 of A-Z a-z 0-9 _ -, for instance from `openssl rand -hex 32`',
    )
      .optional()
      .describe('webhook mode: proves that a call comes from Telegram; 32 or more of `A-Z a-z 0-9 _ -`'),
    TELEGRAM_API_ROOT: z
      .string()
      .transform(readApiRoot)
      .default(officialRoot)
      .describe('another Bot API server'),
  })
  .refine(
    (given) =>
      isAbsent(given, 'TELEGRAM_BOT_TOKEN') || inPolling(given) || !isAbsent(given, 'TELEGRAM_WEBHOOK_URL'),
    {
      path: ['TELEGRAM_WEBHOOK_URL'],
      error: 'is missing: webhook mode needs the https address that Telegram calls',
      when: always,
    },
  )
  .refine(
    (given) =>
      isAbsent(given, 'TELEGRAM_BOT_TOKEN') ||
      inPolling(given) ||
      !isAbsent(given, 'TELEGRAM_WEBHOOK_SECRET'),
    {
      path: ['TELEGRAM_WEBHOOK_SECRET'],
      error: 'is missing: webhook mode takes no call without it; make one with `openssl rand -hex 32`',
      when: always,
    },
  )
  .refine((given) => !isAbsent(given, 'TELEGRAM_BOT_TOKEN') || isUnasked(given), {
    path: ['TELEGRAM_BOT_TOKEN'],
    error: 'is missing: the other TELEGRAM_ settings do nothing without it',
    when: always,
  });

export type TelegramSettings = z.output<typeof telegramSettings>;

/** A rule between settings is also looked at when one of them is wrong, so that all faults are told at once. */
function always(): boolean {
  return true;
}

type Given = Readonly<Record<string, unknown>>;

function isAbsent(given: Given, name: string): boolean {
  return given[name] === undefined;
}

function inPolling(given: Given): boolean {
  return given['TELEGRAM_MODE'] !== 'webhook';
}

function isUnasked(given: Given): boolean {
  return (
    inPolling(given) && isAbsent(given, 'TELEGRAM_WEBHOOK_URL') && isAbsent(given, 'TELEGRAM_WEBHOOK_SECRET')
  );
}

function readWebhookUrl(text: string, context: z.RefinementCtx<string>): string {
  const url = readUrl(text, context);
  if (url === undefined) return z.NEVER;
  if (url.protocol === 'https:' && !deliveryPorts.includes(url.port)) {
    context.addIssue({
      code: 'custom',
      message: 'has a port that Telegram does not call: use 443, 80, 88 or 8443',
    });
    return z.NEVER;
  }
  if (url.pathname === '/') url.pathname = webhookPath;
  return url.href;
}

function readApiRoot(text: string, context: z.RefinementCtx<string>): string {
  return readUrl(text, context)?.href.replace(/\/+$/, '') ?? z.NEVER;
}

function readUrl(text: string, context: z.RefinementCtx<string>): URL | undefined {
  const url = parseUrl(text.trim());
  const fault = url === undefined ? 'is not an address: write it as https://bot.example.com' : faultOf(url);
  if (fault === undefined) return url;
  context.addIssue({ code: 'custom', message: fault });
  return undefined;
}

function faultOf(url: URL): string | undefined {
  if (url.username !== '' || url.password !== '') return 'holds a user name or password: leave them out';
  if (url.search !== '' || url.hash !== '')
    return 'has a “?” or “#” in it: leave out everything from there on';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol !== 'http:') return 'is not an address: write it as https://bot.example.com';
  return isLoopback(url.hostname)
    ? undefined
    : 'is plain http: write https; http is for this machine (127.0.0.1) alone';
}
