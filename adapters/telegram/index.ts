import type { Adapter, AdapterPorts, RunningAdapter } from '../../src/core/chat/adapter.ts';
import { type TelegramSettings, telegramSettings } from './settings.ts';

/**
 * Telegram: private chats, groups and their topics, by long polling or by webhook. Its code is loaded only if a token is
 * set, so that other processes start faster.
 */
export const telegramAdapter = {
  id: 'telegram',
  settings: telegramSettings,
  async open(settings: TelegramSettings, ports: AdapterPorts): Promise<RunningAdapter | undefined> {
    const { TELEGRAM_BOT_TOKEN: token } = settings;
    if (token === undefined) return undefined;
    const { createTelegram } = await import('./adapter.ts');
    return createTelegram(settings, token, ports);
  },
} satisfies Adapter<typeof telegramSettings>;
