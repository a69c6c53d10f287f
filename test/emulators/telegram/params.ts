import { z } from 'zod';

const chat = z.number().int();
const entity = z.strictObject({
  type: z.string(),
  offset: z.number().int(),
  length: z.number().int(),
  url: z.string().exactOptional(),
  unix_time: z.number().int().exactOptional(),
  date_time_format: z.string().exactOptional(),
});
const button = z
  .strictObject({
    text: z.string().min(1),
    callback_data: z.string().exactOptional(),
    url: z.string().exactOptional(),
    style: z.enum(['primary', 'danger', 'success']).exactOptional(),
  })
  .refine(({ callback_data: data, url }) => (data === undefined) !== (url === undefined), 'one action');
const markup = z.strictObject({ inline_keyboard: z.array(z.array(button)) });
const preview = z.strictObject({ is_disabled: z.boolean() });
const around = {
  chat_id: chat,
  message_thread_id: z.number().int().optional(),
  reply_parameters: z
    .strictObject({
      message_id: z.number().int().optional(),
      ephemeral_message_id: z.number().int().optional(),
      allow_sending_without_reply: z.boolean().optional(),
    })
    .optional(),
  ephemeral_message_parameters: z
    .strictObject({ receiver_user_id: z.number().int(), callback_query_id: z.string().optional() })
    .optional(),
  reply_markup: markup.optional(),
};
const body = {
  text: z.string(),
  entities: z.array(entity).optional(),
  link_preview_options: preview.optional(),
};
const scope = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('all_private_chats') }),
  z.strictObject({ type: z.literal('all_group_chats') }),
  z.strictObject({ type: z.literal('all_chat_administrators') }),
  z.strictObject({ type: z.literal('chat'), chat_id: chat }),
]);

/**
 * The methods and parameters that we use (Bot API 10.3). Others are refused, so every accepted call is known to be
 * documented.
 */
export const params = {
  getMe: z.strictObject({}),
  getUpdates: z.strictObject({
    offset: z.number().int().nonnegative().optional(),
    limit: z.number().int().min(1).max(100).optional(),
    timeout: z.number().int().nonnegative().max(50).optional(),
    allowed_updates: z.array(z.string()).optional(),
  }),
  setWebhook: z.strictObject({
    url: z.string(),
    secret_token: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,256}$/)
      .optional(),
    allowed_updates: z.array(z.string()).optional(),
    max_connections: z.number().int().min(1).max(100).optional(),
  }),
  deleteWebhook: z.strictObject({ drop_pending_updates: z.boolean().optional() }),
  setMyCommands: z.strictObject({
    commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^[a-z0-9_]{1,32}$/),
          description: z.string().min(1).max(256),
          is_ephemeral: z.boolean().optional(),
        }),
      )
      .max(100),
    scope: scope.optional(),
  }),
  deleteMyCommands: z.strictObject({ scope: scope.optional() }),
  sendChatAction: z.strictObject({
    chat_id: chat,
    action: z.literal('typing'),
    message_thread_id: z.number().int().optional(),
  }),
  sendMessage: z.strictObject({ ...around, ...body }),
  sendPhoto: z.strictObject({ ...around, photo: z.string(), caption: z.string().optional() }),
  sendDocument: z.strictObject({ ...around, document: z.string(), caption: z.string().optional() }),
  editMessageText: z.strictObject({
    chat_id: chat,
    message_id: z.number().int().positive(),
    ...body,
    reply_markup: markup.optional(),
  }),
  editEphemeralMessageText: z.strictObject({
    chat_id: chat,
    receiver_user_id: z.number().int(),
    ephemeral_message_id: z.number().int(),
    ...body,
    reply_markup: markup.optional(),
  }),
  deleteEphemeralMessage: z.strictObject({
    chat_id: chat,
    receiver_user_id: z.number().int(),
    ephemeral_message_id: z.number().int(),
  }),
  answerCallbackQuery: z.strictObject({
    callback_query_id: z.string(),
    text: z.string().optional(),
    show_alert: z.boolean().optional(),
  }),
} as const;

export type Method = keyof typeof params;
export type Params<M extends Method> = z.output<(typeof params)[M]>;

export function isMethod(name: string): name is Method {
  return Object.hasOwn(params, name);
}
