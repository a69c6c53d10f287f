import type { Message } from './render.ts';

/** What every message says of itself: nothing in it is looked up, linked or unfolded by the platform. */
const quiet = {
  mrkdwn: false,
  parse: 'none',
  link_names: false,
  unfurl_links: false,
  unfurl_media: false,
} as const;

/** The body of a message for a Web API method. */
export function payloadOf(message: Message) {
  return { text: message.text, ...(message.blocks !== undefined && { blocks: message.blocks }), ...quiet };
}
