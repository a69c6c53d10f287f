import { formatDuration } from '../../core/time/duration.ts';

/** Sentences about lines that are rejected before they are parsed. */
export const guardText = {
  tooFast: (wait: number) => `Too many requests. Try again in ${formatDuration(Math.max(1000, wait))}.`,
  key: 'That looks like a key or password. It was not used or stored, but it is now in this chat: replace it at the provider. Keys can only be set on the host: npm run -s walletwatch -- connection add',
};

/** Replies to a one-time code. */
export const redeemText = {
  linked: (role: string, operator: string) => `Welcome. You now have the role ${role} for ${operator}.`,
  next: 'Send /balance to see what is left, or /help to list all commands.',
  unknown: 'That code is not valid. A code works once, within 15 minutes. Ask your admin for a new one.',
  expired: 'That code has expired: it was valid for 15 minutes. Ask your admin for a new one.',
  tooMany: (wait: number) => `Too many wrong codes. Try again in ${formatDuration(wait)}.`,
  notPrivate:
    'Everyone in this chat could read that code. Ask your admin for a new one and send it to me in a private chat.',
};
