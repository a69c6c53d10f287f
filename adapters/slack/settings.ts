import * as z from 'zod';
import { serverUrlField, serverUrlProblems } from '../../src/core/net/server-url.ts';
import { secretSetting } from '../../src/core/secret/secret-setting.ts';

/** The path at which our listener takes commands, events and clicks in HTTP mode. */
export const eventsPath = '/slack/events';

const slackApi = 'https://slack.com/api/';

type SettingValues = Readonly<Record<string, unknown>>;

const has = (settings: SettingValues, name: string) => settings[name] !== undefined;

/** A rule between settings is checked even if one of them is wrong, so that all errors are reported at once. */
const when = () => true;

/** Settings of the app; it is not opened without a bot token. */
export const slackSettings = z
  .object({
    SLACK_BOT_TOKEN: secretSetting(
      /^xoxb-[A-Za-z0-9-]{10,250}$/,
      'is not a bot token: copy the one that begins with xoxb- from “OAuth & Permissions”',
    )
      .optional()
      .describe('the bot token, `xoxb-...`; Slack is off without it'),
    SLACK_APP_TOKEN: secretSetting(
      /^xapp-[A-Za-z0-9-]{10,250}$/,
      'is not an app-level token: make one with connections:write under “Basic Information”; it begins with xapp-',
    )
      .optional()
      .describe('socket mode (no public address): the app-level token, `xapp-...`, with `connections:write`'),
    SLACK_SIGNING_SECRET: secretSetting(
      /^[0-9a-f]{32,64}$/,
      'is not a signing secret: copy it from “Basic Information”; it is 32 of 0-9 a-f',
    )
      .optional()
      .describe(`HTTP mode: the signing secret; Slack calls \`${eventsPath}\` of our listener`),
    SLACK_TEAM_ID: z
      .string()
      .regex(/^[TE][A-Z0-9]{2,20}$/, 'is not a workspace id: it begins with T, as T012AB3CD')
      .optional()
      .describe('the only workspace that is served; by default that of the bot token'),
    // Method names are appended, so it ends with a slash.
    SLACK_API_URL: serverUrlField(serverUrlProblems(slackApi))
      .transform(({ href }) => href.replace(/\/*$/, '/'))
      .default(slackApi)
      .describe('another Web API'),
  })
  .refine((set) => !has(set, 'SLACK_BOT_TOKEN') || hasReceiver(set), {
    path: ['SLACK_APP_TOKEN'],
    error: 'or SLACK_SIGNING_SECRET is missing: give the first for socket mode, the second for HTTP mode',
    when,
  })
  .refine((set) => !(has(set, 'SLACK_APP_TOKEN') && has(set, 'SLACK_SIGNING_SECRET')), {
    path: ['SLACK_SIGNING_SECRET'],
    error: 'and SLACK_APP_TOKEN are both set: leave out the first for socket mode, the second for HTTP mode',
    when,
  })
  .refine((set) => has(set, 'SLACK_BOT_TOKEN') || !(hasReceiver(set) || has(set, 'SLACK_TEAM_ID')), {
    path: ['SLACK_BOT_TOKEN'],
    error: 'is missing: the other SLACK_ settings do nothing without it',
    when,
  });

export type SlackSettings = z.output<typeof slackSettings>;

function hasReceiver(settings: SettingValues): boolean {
  return has(settings, 'SLACK_APP_TOKEN') || has(settings, 'SLACK_SIGNING_SECRET');
}
