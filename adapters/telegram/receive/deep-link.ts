import type { AdapterPorts } from '../../../src/core/chat/adapter.ts';
import { deliveryText } from '../../../src/core/chat/text.ts';
import { type BotIdentity, chatIdOf, principalOf, type ReplyTarget } from './inbound.ts';

/** Begins the `start` parameter that stands for a command line; any other is a code for `/start`. */
const mark = 'run-';

/** The address that opens the private chat with us and sends this line there, for this person alone. */
export async function deepLinkTo(
  { tickets, me }: Pick<AdapterPorts, 'tickets'> & { readonly me: BotIdentity },
  person: number,
  line: string,
): Promise<string> {
  // A private chat has the id of its person.
  const [ticket = ''] = await tickets.issue(chatIdOf(person), [line]);
  return `https://t.me/${me.username}?start=${mark}${ticket}`;
}

/** The address by which a one-time code is sent to us. */
export const codeLink = ({ username }: BotIdentity, code: string): string =>
  `https://t.me/${username}?start=${code}`;

/** The line that was really asked for: that of such an address, or the one that was typed. */
export async function startLine(
  { tickets, audit, clock }: Pick<AdapterPorts, 'tickets' | 'audit' | 'clock'>,
  { text, from, spot }: { readonly text: string; readonly from: number; readonly spot: ReplyTarget },
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
