/**
 * The platform's limits, each with its source: [docs] Slack's reference, [types] the documentation of its typed SDK, [seen]
 * observed but undocumented.
 */
export const slackLimits = {
  /** Blocks of a message [docs]. */
  blocks: 50,
  /** Characters in all texts of a message's blocks. The bound of `msg_blocks_too_long` is undocumented: 9,597 were accepted, 11,341 refused [seen]. */
  blocksText: 9_000,
  /** The same blocks as JSON, in UTF-16 units: 15,500 were accepted, 17,700 refused [seen]. */
  blocksJson: 15_000,
  /** Top-level text: an edit above 4,000 is `msg_too_long`, a post above 40,000 is cut [docs]. */
  text: 3_000,
  /** The same for a message without blocks. */
  editText: 3_900,
  /** Text of a header block [types]. */
  header: 150,
  /** Text of a plain text object in a context block [types]. */
  contextText: 2_000,
  /** Elements of an actions block [types]. A message has one; more buttons are no help. */
  buttons: 25,
  /** Labels and lines of all buttons of a message, so that they do not make its blocks too long. */
  buttonsText: 6_000,
  /** Label of a button [types]. */
  buttonText: 75,
  /** Value of a button [types]. */
  buttonValue: 2_000,
  /** Address of a link, as for buttons [types]. */
  url: 3_000,
  /** Rows of a table with its header [docs]. A message has one table: `only_one_table_allowed`. */
  tableRows: 100,
  /** Cells of a row [docs]. */
  tableColumns: 20,
  /** Characters in all cells of a table [docs]. */
  tableText: 10_000,
  /** Columns of a monospace table that a phone shows without too much wrapping. */
  codeColumns: 60,
  /** Messages of one answer; the last one reports what is left out. */
  messages: 10,
  /** Posts to one `response_url` [docs]. */
  responses: 5,
} as const;

/** Times, in milliseconds. */
export const slackTimes = {
  /** Life of a `response_url` [docs: 30 minutes], minus the duration of a post. */
  response: 29 * 60_000,
  /** Accepted difference between a request's timestamp and our clock [docs: five minutes]. */
  signature: 5 * 60_000,
  /** Slack waits 3 s for an acknowledgement [docs]; after this time the command is acknowledged with a notice. */
  late: 2_000,
  /** Delay of the “working” message. */
  working: 1_500,
  /** Deadline of one call of the Web API. */
  call: 10_000,
  /** Pause after an unsolicited message: about one a second in a channel [docs]. */
  pace: 1_000,
  /** Longest `Retry-After` that is obeyed. */
  retryAfter: 3_600_000,
  /** Pauses between attempts to send, and between attempts to connect. */
  retry: { first: 250, max: 10_000 },
  /** How long the peer of a socket may take to answer a ping. */
  pong: 5_000,
  /** How long a socket may take to close. */
  close: 1_000,
} as const;

/** Sends of one message with an unknown outcome before it is given up. Each repeat is marked. */
export const maxAmbiguousSends = 3;

/** Connections of socket mode: while one is renewed, the other receives. Slack allows ten [docs]. */
export const sockets = 2;

/** Size limit of a request's body. Slack's requests are far smaller. */
export const requestBytes = 256 * 1024;
