import type { AdapterPorts } from '../../../src/core/chat/adapter.ts';
import { deliveryText } from '../../../src/core/chat/text.ts';
import { chatIdOf, principalOf } from '../ids.ts';
import type { BotIdentity, Event } from '../receive/inbound.ts';

/** Prefix of a `start` parameter that carries a ticket; any other parameter is a code for `/start`. */
const ticketPrefix = 'run-';

/** Returns the address that opens the private chat with the bot and sends this line there. It works for one user only. */
export async function deepLinkTo(
  { tickets, me }: Pick<AdapterPorts, 'tickets'> & { readonly me: BotIdentity },
  user: number,
  line: string,
): Promise<string> {
  // A private chat has the id of its user.
  const [ticket = ''] = await tickets.issue(chatIdOf(user), [line]);
  return codeLink(me, `${ticketPrefix}${ticket}`);
}

/** Returns the address that sends a one-time code to the bot. */
export const codeLink = ({ username }: BotIdentity, code: string): string =>
  `https://t.me/${username}?start=${code}`;

/** Returns the line behind a deep link, or the line that was typed. */
export async function startLine(
  { tickets, audit, clock }: Pick<AdapterPorts, 'tickets' | 'audit' | 'clock'>,
  { text, from, spot }: Event & { readonly kind: 'line' },
  chat: number,
): Promise<
  { readonly kind: 'line'; readonly text: string } | { readonly kind: 'refused'; readonly sentence: string }
> {
  const [, ticket] = /^\/start\s+run-([\w-]{1,60})$/.exec(text) ?? [];
  if (ticket === undefined || !spot.private) return { kind: 'line', text };
  const id = chatIdOf(chat);
  const redeemed = await tickets.redeem(ticket, id);
  if (redeemed.kind === 'line') return { kind: 'line', text: redeemed.line };
  const refused = { at: clock.now(), principal: principalOf(from), chat: id, decision: 'refused' } as const;
  await audit({ ...refused, what: 'deep link', because: redeemed.kind });
  return { kind: 'refused', sentence: sentences[redeemed.kind] };
}

const sentences = { unknown: deliveryText.oldButton, foreign: deliveryText.foreignButton };
