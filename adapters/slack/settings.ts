import * as z from 'zod';
import { isLoopback, parseUrl } from '../../src/core/net/url.ts';
import { Secret } from '../../src/core/secret/secret.ts';

/** Where our listener takes commands, events and clicks in HTTP mode. */
export const eventsPath = '/slack/events';

const slackApi = 'https://slack.com/api/';

const hidden = (shape: RegExp, fault: string) =>
  z
    .string()
    .regex(shape, fault)
    .transform((text) => new Secret(text));

type Given = Readonly<Record<string, unknown>>;

const has = (given: Given, name: string) => given[name] !== undefined;
/** A rule between settings is looked at even when one of them is wrong, so that all faults are told at once. */
const when = () => true;

/** Settings of the app; it is not opened without a bot token. */
export const slackSettings = z
  .object({
    SLACK_BOT_TOKEN: hidden(
      /^xoxb-[A-Za-z0-9-]{10,250}$/,
      'is not a bot token: copy the one that begins with xoxb- from “OAuth & Permissions”',
    )
      .optional()
      .describe('the bot token, `xoxb-...`; Slack is off without it'),
    SLACK_APP_TOKEN: hidden(
      /^xapp-[A-Za-z0-9-]{10,250}$/,
      'is not an app-level token: make one with connections:write under “Basic Information”; it begins with xapp-',
    )
      .optional()
      .describe('socket mode (no public address): the app-level token, `xapp-...`, with `connections:write`'),
    SLACK_SIGNING_SECRET: hidden(
      /^[0-9a-f]{32,64}$/,
      'is not a signing secret: copy it from “Basic Information”; it is 32 of 0-9 a-f',
    )
      .optional()
      .describe(`HTTP mode: the signing secret; Slack calls \`${eventsPath}\` of our listener`),
    SLACK_TEAM_ID: z
      .string()
      .regex(/^[TE][A-Z0-9]{2,20}$/, 'is not a workspace id: it begins with T, as T012AB3CD')
      .optional()
      .describe('the only workspace that is served; the one of the bot token unless told'),
    SLACK_API_URL: z.string().transform(readApiUrl).default(slackApi).describe('another Web API'),
  })
  .refine((given) => !has(given, 'SLACK_BOT_TOKEN') || takesLines(given), {
    path: ['SLACK_APP_TOKEN'],
    error: 'or SLACK_SIGNING_SECRET is missing: give the first for socket mode, the second for HTTP mode',
    when,
  })
  .refine((given) => !(has(given, 'SLACK_APP_TOKEN') && has(given, 'SLACK_SIGNING_SECRET')), {
    path: ['SLACK_SIGNING_SECRET'],
    error: 'and SLACK_APP_TOKEN are both set: leave out the first for socket mode, the second for HTTP mode',
    when,
  })
  .refine((given) => has(given, 'SLACK_BOT_TOKEN') || !(takesLines(given) || has(given, 'SLACK_TEAM_ID')), {
    path: ['SLACK_BOT_TOKEN'],
    error: 'is missing: the other SLACK_ settings do nothing without it',
    when,
  });

export type SlackSettings = z.output<typeof slackSettings>;

function takesLines(given: Given): boolean {
  return has(given, 'SLACK_APP_TOKEN') || has(given, 'SLACK_SIGNING_SECRET');
}

/** With the slash at its end that method names are put behind. */
function readApiUrl(text: string, context: z.RefinementCtx<string>): string {
  const url = parseUrl(text.trim());
  const fault = url === undefined ? notAnAddress : faultOf(url);
  if (url !== undefined && fault === undefined) return url.href.replace(/\/*$/, '/');
  context.addIssue({ code: 'custom', message: fault ?? notAnAddress });
  return z.NEVER;
}

const notAnAddress = 'is not an address: write it as https://slack.com/api/';

function faultOf(url: URL): string | undefined {
  if (url.username !== '' || url.password !== '') return 'holds a user name or password: leave them out';
  if (url.search !== '' || url.hash !== '')
    return 'has a “?” or “#” in it: leave out everything from there on';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol !== 'http:') return notAnAddress;
  return isLoopback(url.hostname)
    ? undefined
    : 'is plain http: write https; http is for this machine (127.0.0.1) alone';
}
