import type { Reader } from '../../../src/core/format/format.ts';
import { formatCount } from '../../../src/core/format/format.ts';
import { replyWords } from '../../../src/core/reply/text.ts';
import type { Reply, ReplyAction } from '../../../src/core/reply/types.ts';
import { slackLimits } from '../limits.ts';
import { slackText } from '../text.ts';
import { actionsBlock, button, context, type SlackBlock } from './blocks.ts';

/** Prefix of the action ids of buttons that turn the page of their message. */
export const pageAction = 'page:';

/** The action id and the action of a button. */
type NamedAction = readonly [string, ReplyAction];

/** Renders the page number and the buttons. */
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

function turn(way: string, label: string, line: string | undefined): readonly NamedAction[] {
  return line === undefined ? [] : [[`${pageAction}${way}`, { label, line }]];
}

/** Names the actions. Only the first primary one stays so: Slack wants at most one. */
function namedActions(actions: readonly ReplyAction[]): readonly NamedAction[] {
  const primary = actions.findIndex(({ style }) => style === 'primary');
  return actions.map(({ label, line, style }, index) => {
    const shownStyle = style === 'primary' && index !== primary ? undefined : style;
    return [`line:${index}`, { label, line, ...(shownStyle !== undefined && { style: shownStyle }) }];
  });
}

/** Returns the buttons that fit into a message. */
function fitting(buttons: readonly NamedAction[]): readonly NamedAction[] {
  const sendable = buttons.filter(
    ([, { line }]) => line.trim() !== '' && line.length <= slackLimits.buttonValue,
  );
  let room: number = slackLimits.buttonsText;
  return sendable.slice(0, slackLimits.buttons).filter(([, { label, line }]) => {
    room -= JSON.stringify(label + line).length;
    return room >= 0;
  });
}
