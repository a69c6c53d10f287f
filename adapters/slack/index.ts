import type { Adapter } from '../../src/core/chat/adapter.ts';
import { slackSettings } from './settings.ts';

/**
 * Slack: slash commands, buttons, mentions and direct messages, over sockets or over our HTTP listener. Its code is loaded
 * only if a token is set, so that other processes start faster.
 */
export const slackAdapter: Adapter<typeof slackSettings> = {
  id: 'slack',
  settings: slackSettings,
  async open(settings, ports) {
    const { SLACK_BOT_TOKEN: token } = settings;
    if (token === undefined) return undefined;
    const { createSlack } = await import('./adapter.ts');
    return createSlack(token, settings, ports);
  },
};
