import type { Adapter } from '../../src/core/chat/adapter.ts';
import { slackSettings } from './settings.ts';

/**
 * Slack: slash commands, buttons, mentions and direct messages, over sockets or over our HTTP listener. What serves it is
 * loaded when it is opened: a process without a token starts without it.
 */
export const slackAdapter: Adapter<typeof slackSettings> = {
  id: 'slack',
  settings: slackSettings,
  async open(given, ports) {
    const { SLACK_BOT_TOKEN: token } = given;
    if (token === undefined) return undefined;
    const { createSlack } = await import('./adapter.ts');
    return createSlack(token, given, ports);
  },
};
