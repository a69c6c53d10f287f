import type { Adapter } from '../src/core/chat/adapter.ts';
import { localChat, localPrincipal } from './console/inbound.ts';
import { consoleAdapter } from './console/index.ts';
import { slackAdapter } from './slack/index.ts';
import { telegramAdapter } from './telegram/index.ts';

/** All chat platforms. A new one is a folder here and a line in this list. */
export const adapters: readonly Adapter[] = [telegramAdapter, slackAdapter, consoleAdapter];

/** The adapter that opens when nothing is configured, with its settings, user and chat. */
export const unconfigured = {
  adapter: consoleAdapter.id,
  settings: { CONSOLE: '1' },
  principal: localPrincipal,
  chat: localChat,
} as const;
