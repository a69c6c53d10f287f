/** What is said when answering or showing an answer broke: our fault, not the asker's. */
export const unanswered =
  'This could not be answered: a fault of ours, now in the log. Send the line again.\n\n';
