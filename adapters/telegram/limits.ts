/**
 * The platform's limits, each with its source: [api] the Bot API reference (10.3), [faq] its FAQ for bots, [seen] observed
 * but undocumented.
 */
export const telegramLimits = {
  /** Text of a message, in UTF-16 units, which are never fewer than the "characters" of [api]. */
  text: 4096,
  /** Part of it that is reserved for the mark of a possible repeat. */
  markRoom: 100,
  /** Caption of a picture or file [api]. */
  caption: 1024,
  /** Entities of a message; the rest are dropped [seen]. */
  entities: 100,
  /** Data of a button, in bytes of UTF-8 [api]. */
  callbackData: 64,
  /** Label of a button; [api] has no limit, phones show less. */
  buttonText: 64,
  /** Buttons of a message. [seen] 100, but more than fit a screen are no help. */
  buttons: 24,
  /** Text of an answer to a button press [api]. */
  toast: 200,
  /** Commands of a menu [api]. */
  menu: 100,
  /** Description of a command [api]. */
  menuText: 256,
  /** Bytes of a picture [api]. */
  pictureBytes: 10_000_000,
  /** Bytes of any other file [api]. */
  fileBytes: 50_000_000,
  /** Columns of a monospace table that a phone shows without wrapping. */
  tableColumns: 34,
  /** Rows of a page: as many cards as a phone shows in one message. */
  pageRows: 10,
  /** Messages of one answer; a longer answer is sent as a file. */
  messages: 4,
} as const;

/** Times, in milliseconds. */
export const telegramTimes = {
  /** Interval of chat actions. One is shown for 5 s or until a message arrives [api]. */
  typing: 4500,
  /** Delay of the first chat action; a faster answer shows none. */
  typingAfter: 100,
  /** How long an answer may still be shown as a toast. [seen] Telegram drops the press after 15 s. */
  toast: 500,
  /** Age of a message at which its buttons stop working. */
  buttonLife: 48 * 3_600_000,
  /** Delay of the placeholder for an ephemeral answer, which must start within 15 s [api]. */
  ephemeralWait: 9000,
  /** Long poll [api]. */
  poll: 30_000,
  /** Deadline of the long poll's call. */
  pollCall: 45_000,
  /** Deadline of any other call. */
  call: 15_000,
  /** Pauses after failures. */
  retry: { first: 1000, max: 30_000 },
  /** Longest `retry_after` that is obeyed. */
  maxRetryAfter: 3_600_000,
  /** How long answers are rate-limited after a 429. */
  careful: 60_000,
  /** How long sending an answer is retried; after that it waits for the next start. */
  patience: 600_000,
  /** How long a stop waits for answers in progress. */
  stop: 15_000,
  /** Pause before a refused token is tried again. */
  refused: 60_000,
} as const;

/** Maximum number of messages per time window. */
export const paces = {
  /** [faq] about 30 messages a second in total. */
  all: { max: 30, per: 1000 },
  /** [faq] about one a second in a chat; applies to unsolicited messages. */
  chat: { max: 1, per: 1000 },
  /** [faq] 20 a minute in a group; applies to unsolicited messages. */
  group: { max: 20, per: 60_000 },
} as const;

/** The kinds of update that we process. The platform remembers the list, so it is always sent. */
export const allowedUpdates = ['message', 'callback_query', 'my_chat_member'] as const;

/** Updates of one `getUpdates` [api]. */
export const maxPolledUpdates = 100;

/** Unanswered messages from which on no more are fetched. */
export const maxQueuedMessages = 2000;

/** Size limit of a webhook call: an update with its message and the one it replies to is under 64 kB. */
export const webhookBytes = 256 * 1024;

/** Parallel webhook calls [api] 1 to 100. */
export const webhookConnections = 40;

/** Retries of a send with an unknown outcome; each is marked. */
export const maxPossibleRepeats = 2;
