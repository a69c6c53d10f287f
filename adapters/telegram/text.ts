import type { ChatId } from '../../src/core/access/policy.ts';
import { code, heading, line, reply, text } from '../../src/core/reply/build.ts';
import type { Reply } from '../../src/core/reply/types.ts';

/** Sentences of this platform alone. */
export const telegramText = {
  anonymous:
    'The sender is not visible. Turn off “Remain anonymous”, or do not send as a channel, and send it again.',
  forwarded: 'Forwarded commands are not run. Send the line yourself.',
  private: 'The answer is for you alone. Read it in our private chat.',
  openPrivate: 'Open the private chat',
  working: 'Working on it …',
  previous: '‹ Previous',
  next: 'Next ›',
};

/** The first message in a group: its id, and the commands on the host that let it show figures. */
export function joinedReply(chat: ChatId): Reply {
  const sentence = 'No figures are shown here yet. Ask your admin to run this on Walletwatch’s host:';
  return reply(sentence, [
    heading('Walletwatch is here.'),
    text(['This group is ', line(chat), '. ', sentence]),
    code(
      [
        `npm run -s walletwatch -- bind add ${chat} <operator>`,
        `npm run -s walletwatch -- subscribe add ${chat} <operator>`,
      ].join('\n'),
    ),
    text('The first shows that operator’s figures to everyone here, the second posts its alerts.'),
  ]);
}
