import type { Adapter, AdapterPorts, RunningAdapter } from '../../src/core/chat/adapter.ts';
import { type TelegramSettings, telegramSettings } from './settings.ts';

/**
 * Telegram: private chats, groups and their topics, by long polling or by webhook. What serves it is loaded when it is
 * opened: a process without a token starts without it.
 */
export const telegramAdapter = {
  id: 'telegram',
  settings: telegramSettings,
  async open(given: TelegramSettings, ports: AdapterPorts): Promise<RunningAdapter | undefined> {
    const { TELEGRAM_BOT_TOKEN: token } = given;
    if (token === undefined) return undefined;
    const { createTelegram } = await import('./adapter.ts');
    return createTelegram(given, token, ports);
  },
} satisfies Adapter<typeof telegramSettings>;
