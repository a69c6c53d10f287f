/** Sentences of this platform alone. */
export const slackText = {
  working: 'Working on it …',
  progress: (done: string, of: string) => `Working on it: ${done} of ${of} …`,
  previous: '‹ Previous',
  next: 'Next ›',
  /** The text of a reply without a summary. */
  answer: 'Answer',
  /** Acknowledges a command that took long to be stored. */
  late: 'This takes longer than usual. If there is no answer within a minute, send it again.',
  /** Acknowledges a command that could not be stored. */
  notStored: 'Not processed: storage is unavailable. Send it again in a minute.',
  /** Above an answer that is sent to another conversation. */
  elsewhere: 'The answer could not be posted where you asked, so it is here.',
  sharedChannel:
    'This channel is shared with another company, so commands are not answered here. Use a slash command.',
} as const;
