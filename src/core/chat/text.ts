/** What is said around an answer when its way to the asker was not the usual one. */
export const deliveryText = {
  /** Above an answer that may already have gone out. */
  repeat: 'Possible repeat: this may have been answered already.',
  oldButton: 'This button is too old. Send the command again.',
  unknownButton: 'This button does not lead anywhere. Send the command again.',
  foreignButton: 'This button belongs to another chat. Send the command yourself.',
  /** Instead of an answer that could not be shown. `line` is sent again as it is. */
  broken: 'The answer could not be shown: a fault of ours, now in the log. Send the line again.',
  /** Below a message of which not everything fits. */
  cut: 'The rest does not fit here. Ask for one operator, connection or account.',
  /** Above an answer that is too long for messages. */
  asFile: 'The whole answer is in the file.',
};
