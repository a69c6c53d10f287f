import { renderLine } from '../command-line/line.ts';
import type { Reader } from '../format/format.ts';
import { amount, fields, heading, moment, note, pieces, reply, text } from '../reply/build.ts';
import type { Block, Content, FieldsBlock, Reply, ReplyAction } from '../reply/types.ts';
import { digestOf } from './digest.ts';
import { isOpenIncident } from './incident.ts';
import type { Post } from './post.ts';
import type { IncidentRecord, Notice } from './records.ts';
import {
  alertWords,
  figureLine,
  gapReason,
  lastedText,
  levelOf,
  noticeText,
  stateText,
  subjectText,
  thresholdText,
  trendText,
} from './text.ts';

/** Contents of a message about incidents. */
export interface CardQuestion {
  readonly post: Post;
  /** The members in their order; undefined for deleted incidents. */
  readonly members: readonly (IncidentRecord | undefined)[];
  readonly reader: Reader;
  /** Whether the message must not contain figures. */
  readonly redacted: boolean;
}

/** Renders a message with the current state of its incidents. The caller masks numbers. */
export function renderPost({ post, members, reader, redacted }: CardQuestion): Reply {
  const { redirectedFrom } = post;
  const notes: Block[] = [
    ...(post.maybeSent ? [note('warning', alertWords.repeat)] : []),
    ...(post.kind === 'late' ? [note('warning', alertWords.late)] : []),
    ...(redirectedFrom === undefined
      ? []
      : [note('problem', alertWords.redirectedFrom(redirectedFrom.chat, redirectedFrom.why))]),
  ];
  const body = redacted ? redactedReply(post, reader) : bodyOf(post, members, reader);
  const blocks = [...body.blocks, ...notes];
  return post.plainTextOnly ? reply(body.summary, blocks.flatMap(plainBlocks)) : { ...body, blocks };
}

/** A block as plain text, for a platform that rejected the formatted message. */
function plainBlocks(block: Block): readonly Block[] {
  switch (block.kind) {
    case 'heading':
      return [text(block.content)];
    case 'fields':
      return block.items.map(({ label, value }) => text([`${label}: `, ...pieces(value)]));
    case 'text':
    case 'note':
    case 'table':
    case 'code':
    case 'picture':
    case 'file':
      return [block];
  }
}

function bodyOf(post: Post, members: CardQuestion['members'], reader: Reader): Reply {
  if (post.kind === 'drill') return reply(alertWords.drill, [heading(alertWords.drill)]);
  if (post.gap !== undefined) {
    const notice = alertWords.away(post.gap, reader);
    return reply(notice, [text(notice)]);
  }
  const [member] = post.members;
  const [only] = members;
  if (members.length === 1 && member !== undefined) {
    const isCurrent = only?.incident.episode === member.episode;
    return only !== undefined && isCurrent ? cardOf(only, reader) : pastCard(member.id, only);
  }
  return digestOf(post, members, reader);
}

function redactedReply({ members, operator }: Post, { locale }: Reader): Reply {
  const ids = members.map(({ id }) => id);
  const notice = alertWords.redacted(ids, operator, locale);
  return reply(notice, [text(notice)]);
}

/** All facts about one incident, with the actions on it. */
function cardOf(record: IncidentRecord, reader: Reader): Reply {
  const { incident, facts, operator, connection, called, title } = record;
  const figure = figureLine(facts, reader);
  const isOver = !isOpenIncident(incident);
  const state = isOver ? `All clear${lastedText(incident)}` : title;
  const level = isOver || levelOf(incident) === 'low' ? '' : `${capital(levelOf(incident))}: `;
  const what = called.length === 0 ? [connection] : called;
  const tail = figure === '' ? '' : `, ${figure}`;
  const head: Content = [`${record.id ?? ''} ${level}${state}: `, ...what, tail];
  const summary = `${record.id ?? ''} ${level}${state}: ${subjectText(record)}${tail}`.trim();
  const why = gapReason(facts);
  const items: FieldsBlock['items'] = [
    { label: 'State', value: stateText(record, reader) },
    ...(isOver ? [] : [{ label: 'Since', value: moment(incident.since) }]),
    ...(facts.left === undefined ? [] : [{ label: 'Left', value: amount(facts.left) }]),
    ...(facts.limit === undefined ? [] : [{ label: 'Limit', value: amount(facts.limit) }]),
    ...(facts.threshold === undefined
      ? []
      : [{ label: 'Alert below', value: thresholdText(facts.threshold, reader) }]),
    ...trendField(record, reader),
    { label: 'Where', value: `${operator}, ${connection}` },
    { label: 'As of', value: moment(facts.asOf) },
  ];
  const advice = why === '' || isOver ? [] : [text(why)];
  return reply(summary, [heading(head), fields(items), ...advice], isOver ? [] : actionsOf(record));
}

function trendField(record: IncidentRecord, reader: Reader): FieldsBlock['items'] {
  const rate = isOpenIncident(record.incident) ? trendText(record, reader) : undefined;
  return rate === undefined ? [] : [{ label: 'Rate', value: rate }];
}

function actionsOf({ id, incident }: IncidentRecord): readonly ReplyAction[] {
  if (id === undefined) return [];
  const acknowledge: ReplyAction = {
    label: `Acknowledge ${id}`,
    line: renderLine('ack', id),
    style: 'primary',
  };
  const snoozing: ReplyAction = { label: 'Snooze 2 h', line: renderLine('snooze', id, '2h') };
  return incident.state === 'acknowledged' ? [snoozing] : [acknowledge, snoozing];
}

/** The last state of a message whose incident fired again with another id, or was deleted. */
function pastCard(id: string, record: IncidentRecord | undefined): Reply {
  const notice = alertWords.past(id, record === undefined ? '' : subjectText(record), record?.id);
  return reply(notice, [text(notice)]);
}

/** Renders notices as a reply in the thread of the message. */
export function renderFollow(
  notices: readonly Notice[],
  find: (key: string) => IncidentRecord | undefined,
  {
    reader,
    repeat,
    redacted,
  }: { readonly reader: Reader; readonly repeat: boolean; readonly redacted: boolean },
): Reply {
  const lines = notices.map((notice) => {
    const record = redacted ? undefined : find(notice.key);
    const change = `: ${noticeText(notice, record, reader)}`;
    if (record === undefined) return { summary: `${notice.id}${change}`, content: `${notice.id}${change}` };
    const what = record.called.length === 0 ? [record.connection] : record.called;
    return {
      summary: `${notice.id} ${subjectText(record)}${change}`,
      content: [`${notice.id} `, ...what, change],
    };
  });
  const shown = lines.length <= maxCardLines ? lines : countedLines(notices);
  const first = shown[0]?.summary ?? '';
  const blocks: Block[] = shown.map(({ content }) => text(content));
  if (repeat) blocks.push(note('warning', alertWords.followRepeat));
  return reply(shown.length === 1 ? first : `${first} …`, blocks);
}

const maxCardLines = 10;

/** Many notices, grouped by reason, with every id. */
function countedLines(notices: readonly Notice[]) {
  const reasons = [...new Set(notices.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const ids = new Set(notices.flatMap((notice) => (notice.reason === reason ? [notice.id] : [])));
    const word = reason === 'resolved' ? 'all clear' : reason;
    const summary = `${capital(word)} (${ids.size}): ${[...ids].join(', ')}`;
    return { summary, content: summary };
  });
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
