/** Sentences of the console alone. */
export const consoleText = {
  /** Instead of an answer that could not be made or rendered. */
  broken: 'The command could not be answered because of an internal error. Send it again.\n\n',
} as const;
