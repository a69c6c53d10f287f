/**
 * The platform's limits, each with its source. [api] is the Bot API reference (10.3), [faq] its FAQ for bots, [seen] what
 * its server is known to do without saying so.
 */
export const telegramLimits = {
  /** Text of a message, in UTF-16 units, which is never less than the "characters" of [api]. */
  text: 4096,
  /** What is kept free of it for the remark that a message may be a repeat. */
  markRoom: 100,
  /** Caption of a picture or file [api]. */
  caption: 1024,
  /** Entities of a message; further ones are dropped [seen]. */
  entities: 100,
  /** Data of a button, in bytes of UTF-8 [api]. */
  callbackData: 64,
  /** What stands on a button; [api] names no limit, phones show less. */
  buttonText: 64,
  /** Buttons of a message; [seen] 100. More than a screen of them help nobody. */
  buttons: 24,
  /** Text of an answer to a button press [api]. */
  toast: 200,
  /** Commands of a menu [api], and a command's description. */
  menu: 100,
  menuText: 256,
  /** A `start` parameter of a deep link [api]. */
  startParameter: 64,
  /** Bytes of a picture and of any other file [api]. */
  pictureBytes: 10_000_000,
  fileBytes: 50_000_000,
  /** Columns of a monospace table that a phone shows without wrapping. */
  tableColumns: 34,
  /** Rows of a page: what a phone shows as cards in one message. */
  pageRows: 10,
  /** Messages of one answer; beyond, the answer is a file. */
  messages: 4,
} as const;

/** Times, in milliseconds. */
export const telegramTimes = {
  /** A chat action shows for 5 s or until a message comes [api]. */
  typing: 4500,
  /** Whoever is answered sooner sees no chat action; a person does not notice the difference. */
  typingAfter: 100,
  /** How long a press may wait for its toast, so that a refusal can be one; [seen] the platform forgets it after 15 s. */
  toast: 500,
  /** A button works this long after its message was sent or last edited. */
  buttonLife: 48 * 3_600_000,
  /** An ephemeral message may only be replied to within 15 s [api]; so long an answer is waited for before a placeholder holds its place. */
  ephemeralWait: 9000,
  /** Long poll [api], and what its call may take. */
  poll: 30_000,
  pollCall: 45_000,
  /** Any other call. */
  call: 15_000,
  /** Pauses after failures; and the longest `retry_after` of a 429 that is obeyed. */
  retry: { first: 1000, max: 30_000 },
  maxRetryAfter: 3_600_000,
  /** How long answers keep the pace of all chats after one was told to wait. */
  careful: 60_000,
  /** How long an answer is tried to be sent; then it waits for the next start. */
  patience: 600_000,
  /** How long a stop waits for what is being answered. */
  stop: 15_000,
  /** How often a refused token is tried again. */
  refused: 60_000,
} as const;

/** So many in so long. */
export const paces = {
  /** [faq] about 30 messages a second in all. */
  all: { max: 30, per: 1000 },
  /** [faq] about one a second in a chat; for messages that nobody asked for. */
  chat: { max: 1, per: 1000 },
  /** [faq] 20 a minute in a group; for messages that nobody asked for. */
  group: { max: 20, per: 60_000 },
} as const;

/** Updates of one `getUpdates` [api], and what waits for an answer before no more are fetched. */
export const intake = { batch: 100, most: 2000 } as const;

/** Bytes of a webhook call: an update with its message and the one it replies to is under 64 kB. */
export const webhookBytes = 256 * 1024;

/** Parallel webhook calls [api] 1 to 100. */
export const webhookConnections = 40;

/** Sends whose outcome nobody knows are repeated so often, each marked. */
export const maxPossibleRepeats = 2;
