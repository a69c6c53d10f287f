import { formatDuration } from '../../core/time/duration.ts';

/** What is said before a line is understood. */
export const guardText = {
  tooFast: (wait: number) =>
    `That is faster than I answer. Send it again in ${formatDuration(Math.max(1000, wait))}.`,
  key: 'That looks like a key or password. It was not used and not kept, but this chat has it now: have it replaced at the provider. Keys are given on the host alone: npm run -s walletwatch -- connection add',
};

/** What a one-time code brought. */
export const redeemText = {
  linked: (role: string, operator: string) => `Welcome. You are ${role} of ${operator} now.`,
  next: 'Send /balance for what is left, or /help for everything.',
  unknown: 'That code is not valid: it works once and for 15 minutes. Ask for a new one.',
  expired: 'That code was over 15 minutes old. Ask for a new one.',
  tooMany: (wait: number) => `Too many wrong codes. Try again in ${formatDuration(wait)}.`,
  alone: 'Send the code to me in a private chat. Everyone here could read it: ask for a new one.',
};
