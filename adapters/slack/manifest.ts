import type { Command } from '../../src/core/command/command.ts';
import { usageOf } from '../../src/core/command/usage.ts';
import { rootCommand } from './receive/inbound.ts';

/**
 * The scopes of the bot: commands, answers, mentions, and direct messages to it. The last one, `im:history`, does not give
 * access to the history of any channel.
 */
export const botScopes = ['app_mentions:read', 'chat:write', 'commands', 'im:history'] as const;

/** Commands with a slash command of their own. All commands also work through `/walletwatch`. */
const named: readonly string[] = ['balance', 'accounts', 'summary', 'wallets', 'wallet', 'alerts'];

const maxHintLength = { description: 2000, usage: 1000, commands: 50 } as const;

/** Returns the manifest from which Slack creates the app; `url` is our listener's public address in HTTP mode. */
export function manifestOf(commands: readonly Command[], url?: string) {
  const request = url === undefined ? {} : { url };
  const slashed = commands
    .filter(({ name }) => named.includes(name))
    .map((command) => ({
      command: `/${command.name}`,
      ...request,
      description: command.summary.slice(0, maxHintLength.description),
      ...hintOf(command),
      should_escape: true,
    }));
  const any = {
    command: rootCommand,
    ...request,
    description: 'Any command of Walletwatch; help lists them',
    usage_hint: '[command] [words]',
    should_escape: true,
  };
  const requestUrl = url === undefined ? {} : { request_url: url };
  return {
    _metadata: { major_version: 1, minor_version: 1 },
    display_information: {
      name: 'Walletwatch',
      description: 'True balances and limits of your payment accounts, and an alert before the money stops',
      background_color: '#1f3a5f',
    },
    features: {
      app_home: {
        home_tab_enabled: false,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      bot_user: { display_name: 'walletwatch', always_online: true },
      slash_commands: [any, ...slashed].slice(0, maxHintLength.commands),
    },
    oauth_config: { scopes: { bot: [...botScopes] } },
    settings: {
      event_subscriptions: { ...requestUrl, bot_events: ['app_mention', 'message.im'] },
      interactivity: { is_enabled: true, ...requestUrl },
      org_deploy_enabled: false,
      socket_mode_enabled: url === undefined,
      token_rotation_enabled: false,
    },
  };
}

/** Returns the usage of a command without its name. */
function hintOf(command: Command): { readonly usage_hint?: string } {
  const hint = usageOf(command).split(' ').slice(1).join(' ').slice(0, maxHintLength.usage);
  return hint === '' ? {} : { usage_hint: hint };
}
