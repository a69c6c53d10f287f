import { defineCommand } from 'citty';
import { manifestOf } from '../../../adapters/slack/manifest.ts';
import { eventsPath } from '../../../adapters/slack/settings.ts';
import { commands } from '../../commands/index.ts';
import { parseUrl } from '../../core/net/url.ts';
import { badUsage, subcommand } from '../subcommand.ts';

/** Prints the description that Slack makes the app from. */
const slack = subcommand({
  meta: { name: 'slack', description: 'Print the app manifest for api.slack.com/apps' },
  args: {
    http: {
      type: 'string',
      description: 'the public https address of our listener; without it, socket mode',
      valueHint: 'URL',
    },
  },
  async run({ args }) {
    const manifest = manifestOf(commands, args.http === undefined ? undefined : listenerUrl(args.http));
    process.stdout.write(`${JSON.stringify(manifest, undefined, 2)}\n`);
    return 0;
  },
});

export const manifestSubcommand = defineCommand({
  meta: { name: 'manifest', description: 'Descriptions that chat platforms take' },
  subCommands: { slack },
});

/** The address behind which our route is; the route's own path is put there unless it is. */
function listenerUrl(typed: string): string {
  const url = parseUrl(typed);
  if (url?.protocol !== 'https:' || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw badUsage('--http takes the https address that Slack calls, as https://bot.example.com');
  }
  return url.pathname.endsWith(eventsPath) ? url.href : `${url.href.replace(/\/+$/, '')}${eventsPath}`;
}
