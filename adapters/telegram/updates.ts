/** The kinds of update that we ask for; the list is kept by the platform, so it is always sent. */
export const allowedUpdates = ['message', 'callback_query', 'my_chat_member'] as const;
