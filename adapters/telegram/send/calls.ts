import type { InlineKeyboardMarkup, Message } from 'grammy/types';
import { InputFile } from 'grammy/web';
import type { ChatId } from '../../../src/core/access/policy.ts';
import type { Tickets } from '../../../src/core/chat/tickets.ts';
import type { Methods } from '../client.ts';
import { type ButtonOptions, renderButtons } from '../render/buttons.ts';
import type { OutboundMessage, OutboundText } from '../render/render.ts';
import type { ApiCall } from './sender.ts';

/** A message whose buttons are rendered. */
export interface Prepared {
  readonly message: OutboundMessage;
  readonly markup?: InlineKeyboardMarkup;
}

/** Where a new message is sent, besides the chat. */
export interface SendTarget {
  readonly thread?: number;
  /** The message that it answers. */
  readonly replyTo?: number;
  /** The only member who sees it. Telegram accepts it after an ephemeral command, after a press, or from an admin bot. */
  readonly onlyFor?: { readonly user: number; readonly command?: number; readonly query?: string };
}

/** The message that an edit replaces: visible to everyone, or to one member. */
export type EditTarget =
  | { readonly kind: 'message'; readonly message: number }
  | { readonly kind: 'ephemeral'; readonly user: number; readonly message: number };

/** Renders the buttons of messages. Their tickets are durable when this resolves. */
export async function prepare(
  messages: readonly OutboundMessage[],
  chat: ChatId,
  tickets: Tickets,
  options?: ButtonOptions,
): Promise<readonly Prepared[]> {
  const prepared: Prepared[] = [];
  for (const message of messages) {
    const markup =
      message.kind === 'text' ? await renderButtons(message.buttons, chat, tickets, options) : undefined;
    prepared.push({ message, ...(markup !== undefined && { markup }) });
  }
  return prepared;
}

/** Returns the call that sends a message: without link previews, and even if the message it answers was deleted. */
export function sendCall(methods: Methods, { message, markup }: Prepared, to: SendTarget): ApiCall<Message> {
  const { thread, replyTo, onlyFor } = to;
  const common = {
    ...(thread !== undefined && { message_thread_id: thread }),
    ...(markup !== undefined && { reply_markup: markup }),
    ...(replyTo !== undefined && {
      reply_parameters: { message_id: replyTo, allow_sending_without_reply: true },
    }),
    ...(onlyFor?.command !== undefined && { reply_parameters: { ephemeral_message_id: onlyFor.command } }),
    ...(onlyFor !== undefined && {
      ephemeral_message_parameters: {
        receiver_user_id: onlyFor.user,
        ...(onlyFor.query !== undefined && { callback_query_id: onlyFor.query }),
      },
    }),
  };
  switch (message.kind) {
    case 'text':
      return (chat_id) => methods.sendMessage({ chat_id, ...textOf(message), ...common });
    case 'photo':
      return (chat_id) =>
        methods.sendPhoto({ chat_id, photo: fileOf(message), caption: message.caption, ...common });
    case 'document':
      return (chat_id) =>
        methods.sendDocument({ chat_id, document: fileOf(message), caption: message.caption, ...common });
  }
}

/** Returns the call that replaces a message by a text. */
export function editCall(
  methods: Methods,
  message: OutboundText,
  markup: InlineKeyboardMarkup | undefined,
  target: EditTarget,
): ApiCall<unknown> {
  const body = { ...textOf(message), ...(markup !== undefined && { reply_markup: markup }) };
  switch (target.kind) {
    case 'message':
      return (chat_id) => methods.editMessageText({ chat_id, message_id: target.message, ...body });
    case 'ephemeral':
      return (chat_id) => {
        const { user: receiver_user_id, message: ephemeral_message_id } = target;
        return methods.editEphemeralMessageText({ chat_id, receiver_user_id, ephemeral_message_id, ...body });
      };
  }
}

function textOf({ text, entities }: OutboundText) {
  return { text, entities: [...entities], link_preview_options: { is_disabled: true } };
}

function fileOf({ bytes, name }: { readonly bytes: Uint8Array; readonly name: string }): InputFile {
  return new InputFile(bytes, name);
}
