/** Sentences about the delivery of an answer. */
export const deliveryText = {
  /** Above an answer that may already have been sent. */
  repeat: 'Possible repeat: this may have been answered already.',
  oldButton: 'This button is too old. Send the command again.',
  unknownButton: 'This button no longer works. Send the command again.',
  foreignButton: 'This button belongs to another chat. Send the command yourself.',
  /** Instead of an answer that could not be rendered. */
  broken: 'The answer could not be displayed because of an internal error. Send the command again.',
  /** Below a message that was cut. */
  cut: 'The rest does not fit here. Ask for one operator, connection or account.',
  /** Above an answer that is too long for messages. */
  asFile: 'The whole answer is in the file.',
};
