import { buildCommand, buildRouteMap } from '@stricli/core';
import { manifestOf } from '../../../adapters/slack/manifest.ts';
import { eventsPath } from '../../../adapters/slack/settings.ts';
import { commands } from '../../commands/index.ts';
import { parseUrl } from '../../core/net/url.ts';

const slack = buildCommand({
  docs: { brief: 'Print the app manifest for api.slack.com/apps' },
  parameters: {
    flags: {
      http: {
        kind: 'parsed',
        placeholder: 'URL',
        brief: 'public https address of this bot; socket mode when omitted',
        optional: true,
        parse: parseEventsUrl,
      },
    },
  },
  async func({ http }: { http?: string }) {
    process.stdout.write(`${JSON.stringify(manifestOf(commands, http), undefined, 2)}\n`);
  },
});

export const manifestSubcommands = buildRouteMap({
  docs: { brief: 'App manifests for chat platforms' },
  routes: { slack },
});

/** Returns the address that Slack calls: the given one, with the path of our route added if it is missing. */
function parseEventsUrl(typed: string): string {
  const url = parseUrl(typed);
  if (url?.protocol !== 'https:' || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new TypeError('--http takes the https address that Slack calls, such as https://bot.example.com');
  }
  return url.pathname.endsWith(eventsPath) ? url.href : `${url.href.replace(/\/+$/, '')}${eventsPath}`;
}
