/** Heads every reply that is made from the sandbox. */
export const sandboxText = {
  heading: 'sample data',
};
