import type { InlineKeyboardMarkup, Message } from 'grammy/types';
import { InputFile } from 'grammy/web';
import type { ChatId } from '../../../src/core/access/policy.ts';
import type { Tickets } from '../../../src/core/chat/tickets.ts';
import type { Methods } from '../client.ts';
import { renderButtons } from '../render/buttons.ts';
import type { OutboundMessage } from '../render/render.ts';
import type { ApiCall } from './sender.ts';

/** A message ready to go: its buttons hold what they will hold. */
export interface Prepared {
  readonly parcel: OutboundMessage;
  readonly markup?: InlineKeyboardMarkup;
}

/** Where a new message goes. */
export interface SendTarget {
  readonly thread?: number;
  /** The message that it answers. */
  readonly replyTo?: number;
  /** One member who alone sees it, by right of an ephemeral command, of a press, or of being admin. */
  readonly alone?: { readonly user: number; readonly command?: number; readonly query?: string };
}

/** A message that is to be replaced: everyone's, or one member's. */
export type EditTarget =
  | { readonly kind: 'message'; readonly message: number }
  | { readonly kind: 'ephemeral'; readonly user: number; readonly message: number };

/** Makes what the buttons stand for safe, before anything is sent. `kept`: no answer to them takes its place. */
export async function prepare(
  parcels: readonly OutboundMessage[],
  chat: ChatId,
  tickets: Tickets,
  kept?: 'kept',
): Promise<readonly Prepared[]> {
  const prepared: Prepared[] = [];
  for (const parcel of parcels) {
    const markup =
      parcel.kind === 'text' ? await renderButtons(parcel.buttons, chat, tickets, kept) : undefined;
    prepared.push({ parcel, ...(markup !== undefined && { markup }) });
  }
  return prepared;
}

/** The call that sends a message. Links are never previewed; a message that was answered may be gone by now. */
export function sendCall(methods: Methods, { parcel, markup }: Prepared, to: SendTarget): ApiCall<Message> {
  const { thread, replyTo, alone } = to;
  const around = {
    ...(thread !== undefined && { message_thread_id: thread }),
    ...(markup !== undefined && { reply_markup: markup }),
    ...(replyTo !== undefined && {
      reply_parameters: { message_id: replyTo, allow_sending_without_reply: true },
    }),
    ...(alone?.command !== undefined && { reply_parameters: { ephemeral_message_id: alone.command } }),
    ...(alone !== undefined && {
      ephemeral_message_parameters: {
        receiver_user_id: alone.user,
        ...(alone.query !== undefined && { callback_query_id: alone.query }),
      },
    }),
  };
  switch (parcel.kind) {
    case 'text':
      return (chat_id) => methods.sendMessage({ chat_id, ...textOf(parcel), ...around });
    case 'photo':
      return (chat_id) =>
        methods.sendPhoto({ chat_id, photo: fileOf(parcel), caption: parcel.caption, ...around });
    case 'document':
      return (chat_id) =>
        methods.sendDocument({ chat_id, document: fileOf(parcel), caption: parcel.caption, ...around });
  }
}

/** The call that puts a text in the place of another. */
export function editCall(
  methods: Methods,
  parcel: OutboundMessage & { readonly kind: 'text' },
  markup: InlineKeyboardMarkup | undefined,
  place: EditTarget,
): ApiCall<unknown> {
  const body = { ...textOf(parcel), ...(markup !== undefined && { reply_markup: markup }) };
  switch (place.kind) {
    case 'message':
      return (chat_id) => methods.editMessageText({ chat_id, message_id: place.message, ...body });
    case 'ephemeral':
      return (chat_id) => {
        const { user: receiver_user_id, message: ephemeral_message_id } = place;
        return methods.editEphemeralMessageText({ chat_id, receiver_user_id, ephemeral_message_id, ...body });
      };
  }
}

function textOf({ text, entities }: OutboundMessage & { readonly kind: 'text' }) {
  return { text, entities: [...entities], link_preview_options: { is_disabled: true } };
}

function fileOf({ bytes, name }: { readonly bytes: Uint8Array; readonly name: string }): InputFile {
  return new InputFile(bytes, name);
}
