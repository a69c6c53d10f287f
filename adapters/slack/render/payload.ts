import type { Message } from './render.ts';

/** Options of every message: Slack parses no markup, links no names and unfurls no links. */
const plainOptions = {
  mrkdwn: false,
  parse: 'none',
  link_names: false,
  unfurl_links: false,
  unfurl_media: false,
} as const;

/** Returns the body of a message for a Web API method. */
export function payloadOf(message: Message) {
  return {
    text: message.text,
    ...(message.blocks !== undefined && { blocks: message.blocks }),
    ...plainOptions,
  };
}
