/**
 * The platform's limits, each with its source. [docs] is Slack's reference, [types] the documentation of its own typed
 * SDK, [seen] what its servers are known to do without saying so.
 */
export const slackLimits = {
  /** Blocks of a message [docs]. */
  blocks: 50,
  /** Characters in all texts of a message's blocks: `msg_blocks_too_long` has no documented bound; 9,597 were taken and 11,341 refused [seen]. */
  blocksText: 9_000,
  /** The same blocks as JSON, in UTF-16 units: 15,500 were taken, 17,700 refused [seen]. */
  blocksJson: 15_000,
  /** Top-level text: above 4,000 an edit is `msg_too_long`, above 40,000 a post is cut [docs]. */
  text: 3_000,
  /** The same where it is all that a message has. */
  editText: 3_900,
  /** Text of a header block [types]. */
  header: 150,
  /** Text of a plain text object in a context block [types]. */
  contextText: 2_000,
  /** Elements of an actions block [types]: a message has one, more buttons help nobody. */
  buttons: 25,
  /** Labels and lines of all buttons of a message, so that its blocks are not too long for them. */
  buttonsText: 6_000,
  /** Text of a button, and its value [types]. */
  buttonText: 75,
  buttonValue: 2_000,
  /** A link's address, as for buttons [types]. */
  url: 3_000,
  /** Rows of a table with its header, and cells of a row [docs]. A message has one table: `only_one_table_allowed`. */
  tableRows: 100,
  tableColumns: 20,
  /** Characters in all cells of a table [docs]. */
  tableText: 10_000,
  /** Columns of a table in letters of one width that a phone shows without too much wrapping. */
  codeColumns: 60,
  /** Messages of one answer; what is beyond is told in the last. */
  messages: 10,
  /** Posts to one `response_url` [docs]. */
  responses: 5,
} as const;

/** Times, in milliseconds. */
export const slackTimes = {
  /** Life of a `response_url` [docs: 30 minutes], less what a post may take. */
  response: 29 * 60_000,
  /** How old or how far ahead a signed request may be [docs: five minutes]. */
  signature: 5 * 60_000,
  /** Slack waits 3 s for an acknowledgement [docs]: by then a slow taking has become a friendly answer. */
  late: 2_000,
  /** How long an asker waits before “working” is said. */
  working: 1_500,
  /** One call of the Web API. */
  call: 10_000,
  /** A message that nobody asked for: about one a second in a channel [docs]. Between an answer and the next message. */
  pace: 1_000,
  /** The longest `Retry-After` that is believed. */
  retryAfter: 3_600_000,
  /** Pauses of a sender between tries, and of a socket between connections. */
  retry: { first: 250, max: 10_000 },
  /** What a socket's peer may take to answer a ping. */
  pong: 5_000,
  /** What a socket may take to close. */
  close: 1_000,
} as const;

/** Sends of one message whose outcome nobody knows: after so many it is given up. Each repeat is marked. */
export const maxAmbiguousSends = 3;

/** Connections of socket mode: while one is renewed the other takes what comes. Slack allows ten [docs]. */
export const sockets = 2;

/** Cap of a request's body. Slack's own are far below. */
export const requestBytes = 256 * 1024;
