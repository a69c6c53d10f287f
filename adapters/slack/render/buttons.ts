import type { Reader } from '../../../src/core/format/format.ts';
import { formatCount } from '../../../src/core/format/format.ts';
import { replyWords } from '../../../src/core/reply/text.ts';
import type { Reply, ReplyAction } from '../../../src/core/reply/types.ts';
import { slackLimits } from '../limits.ts';
import { slackText } from '../text.ts';
import { actionsBlock, button, context, type SlackBlock } from './blocks.ts';

/** How action ids of buttons begin that turn the page of their own message. */
export const pageAction = 'page:';

/** A button's action id, and what it does. */
type Named = readonly [string, ReplyAction];

/** Where in a long answer this is, and the buttons. Each carries a command line, which enters by the one door. */
export function renderActionButtons({ page, actions = [] }: Reply, reader: Reader): SlackBlock[] {
  const count = (value: number) => formatCount(value, reader.locale);
  const turns = [
    ...turn('previous', slackText.previous, page?.previous),
    ...turn('next', slackText.next, page?.next),
  ];
  const buttons = fitting([...turns, ...namedActions(actions)]).map(([id, action]) => button(action, id));
  const words = page && replyWords.page(count(page.number), count(page.of), count(page.rows));
  return [
    ...(words === undefined ? [] : [context(words)]),
    ...(buttons.length === 0 ? [] : [actionsBlock(buttons)]),
  ];
}

function turn(way: string, label: string, line: string | undefined): readonly Named[] {
  return line === undefined ? [] : [[`${pageAction}${way}`, { label, line }]];
}

/** The platform wants one primary button at most. */
function namedActions(actions: readonly ReplyAction[]): readonly Named[] {
  const primary = actions.findIndex(({ style }) => style === 'primary');
  return actions.map(({ label, line, style }, index) => {
    const kept = style === 'primary' && index !== primary ? undefined : style;
    return [`line:${index}`, { label, line, ...(kept !== undefined && { style: kept }) }];
  });
}

/** As many of the buttons as a message takes. No line of ours is as long as a button's value may be. */
function fitting(buttons: readonly Named[]): readonly Named[] {
  const sendable = buttons.filter(
    ([, { line }]) => line.trim() !== '' && line.length <= slackLimits.buttonValue,
  );
  let room: number = slackLimits.buttonsText;
  return sendable.slice(0, slackLimits.buttons).filter(([, { label, line }]) => {
    room -= JSON.stringify(label + line).length;
    return room >= 0;
  });
}
