/** Sentences that only this platform has a use for. */
export const slackText = {
  working: 'Working on it …',
  progress: (done: string, of: string) => `Working on it: ${done} of ${of} …`,
  previous: '‹ Previous',
  next: 'Next ›',
  /** Where a reply has no summary. */
  answer: 'Answer',
  /** Acknowledges a command that took long to be kept. */
  late: 'This takes longer than usual. If no answer comes within a minute, send it again.',
  /** Acknowledges a command that could not be kept. */
  notTaken: 'This was not taken: our store does not answer. Send it again in a minute.',
  /** Above an answer that could not be shown where it was asked for. */
  elsewhere: 'I could not answer you where you asked, so here it is.',
  sharedChannel:
    'This channel is shared with another company, so nothing is answered here. Use a slash command.',
} as const;
