import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { botScopes, manifestOf } from '../../../adapters/slack/manifest.ts';
import { commands } from '../../../src/commands/index.ts';

const url = z.url({ protocol: /^https$/ });
const command = z.strictObject({
  command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/),
  url: url.optional(),
  description: z.string().min(1).max(2000),
  usage_hint: z.string().min(1).max(1000).optional(),
  should_escape: z.boolean().optional(),
});

/** Slack's published schema of a manifest (major version 1), as far as we use it. Other properties are refused. */
const rules = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(1), minor_version: z.number().int() }),
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().max(140),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({
      display_name: z.string().regex(/^[a-z0-9-_.]{1,80}$/),
      always_online: z.boolean(),
    }),
    slash_commands: z.array(command).min(1).max(50),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()).max(255) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({
      request_url: url.optional(),
      bot_events: z.array(z.string()).max(100),
    }),
    interactivity: z.strictObject({ is_enabled: z.boolean(), request_url: url.optional() }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

/** The scope that an event needs, from its reference. */
const scopeOf: Readonly<Record<string, string>> = {
  app_mention: 'app_mentions:read',
  'message.im': 'im:history',
};

describe('the manifest', () => {
  it.each([
    ['socket mode', undefined],
    ['HTTP mode', 'https://bot.example.com/slack/events'],
  ])('conforms to Slack’s schema in %s', (_, address) => {
    const manifest = rules.parse(JSON.parse(JSON.stringify(manifestOf(commands, address))));
    const { slash_commands: slashed } = manifest.features;
    const { settings } = manifest;
    const addresses = [
      ...slashed.map((each) => each.url),
      settings.event_subscriptions.request_url,
      settings.interactivity.request_url,
    ];
    expect(new Set(addresses)).toEqual(new Set([address]));
    expect(settings.socket_mode_enabled).toBe(address === undefined);
    expect(new Set(slashed.map((each) => each.command)).size).toBe(slashed.length);
  });

  it('lists the domain commands, and one command for all others', () => {
    const { slash_commands: slashed } = manifestOf(commands).features;
    const names = slashed.map((each) => each.command);
    expect(names[0]).toBe('/walletwatch');
    expect(names).toEqual(
      expect.arrayContaining(['/balance', '/accounts', '/summary', '/wallets', '/wallet']),
    );
    expect(names).not.toContain('/grant');
    const balance = slashed.find((each) => each.command === '/balance');
    expect(balance).toMatchObject({ usage_hint: expect.stringContaining('[target]'), should_escape: true });
  });

  it('requests exactly the scopes that are needed', () => {
    const { settings, oauth_config: oauth } = manifestOf(commands);
    const needed = [
      'commands',
      'chat:write',
      ...settings.event_subscriptions.bot_events.map((name) => scopeOf[name]),
    ];
    expect([...oauth.scopes.bot].sort()).toEqual([...needed].sort());
    expect(oauth.scopes.bot).toEqual([...botScopes]);
    // Only the bot's conversations, not the history of channels.
    expect(oauth.scopes.bot.filter((scope) => /history/.test(scope))).toEqual(['im:history']);
  });
});
