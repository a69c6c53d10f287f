import { renderLine } from '../command-line/line.ts';
import type { Reader } from '../format/format.ts';
import { amount, fields, heading, moment, note, pieces, reply, text } from '../reply/build.ts';
import type { Block, Content, FieldsBlock, Reply, ReplyAction } from '../reply/types.ts';
import { digestOf } from './digest.ts';
import { isOpenIncident } from './incident.ts';
import type { IncidentRecord, Notice, PostRecord } from './records.ts';
import {
  alertWords,
  figureLine,
  lastedText,
  levelOf,
  noticeText,
  paceText,
  silentWhy,
  stateText,
  subjectText,
  thresholdText,
} from './text.ts';

/** What a message about incidents is made of. */
export interface CardQuestion {
  readonly post: PostRecord;
  /** The members in their order; undefined where the incident is forgotten. */
  readonly members: readonly (IncidentRecord | undefined)[];
  readonly reader: Reader;
  /** Whether who reads it may see figures of the operator. */
  readonly bare: boolean;
}

/** The message as it is true now. Numbers are masked: who reads a chat is not known. */
export function renderPost({ post, members, reader, bare }: CardQuestion): Reply {
  const notes: Block[] = [
    ...(post.maybeSent === true ? [note('warning', alertWords.repeat)] : []),
    ...(post.kind === 'late' ? [note('warning', alertWords.late)] : []),
    ...(post.instead === undefined
      ? []
      : [note('problem', alertWords.instead(post.instead.chat, post.instead.why))]),
  ];
  const body = bare ? bareReply(post, reader) : bodyOf(post, members, reader);
  const blocks = [...body.blocks, ...notes];
  return post.plain === true ? reply(body.summary, blocks.flatMap(plainBlocks)) : { ...body, blocks };
}

/** The same words as text alone, without buttons: for a platform that did not take the message as it was. */
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

function bodyOf(post: PostRecord, members: CardQuestion['members'], reader: Reader): Reply {
  if (post.kind === 'drill') return reply(alertWords.drill, [heading(alertWords.drill)]);
  if (post.gap !== undefined) {
    const said = alertWords.away(post.gap, reader);
    return reply(said, [text(said)]);
  }
  const [member] = post.members;
  const [only] = members;
  if (members.length === 1 && member !== undefined) {
    const isCurrent = only?.incident.episode === member.episode;
    return only !== undefined && isCurrent ? cardOf(only, reader) : pastCard(member.id, only);
  }
  return digestOf(post, members, reader);
}

function bareReply({ members, operator }: PostRecord, { locale }: Reader): Reply {
  const ids = members.map(({ id }) => id);
  const said = alertWords.bare(ids, operator, locale);
  return reply(said, [text(said)]);
}

/** Everything about one incident, with what can be done about it. */
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
  const why = silentWhy(facts);
  const items: FieldsBlock['items'] = [
    { label: 'State', value: stateText(record, reader) },
    ...(isOver ? [] : [{ label: 'Since', value: moment(incident.since) }]),
    ...(facts.left === undefined ? [] : [{ label: 'Left', value: amount(facts.left) }]),
    ...(facts.limit === undefined ? [] : [{ label: 'Limit', value: amount(facts.limit) }]),
    ...(facts.threshold === undefined
      ? []
      : [{ label: 'Alert below', value: thresholdText(facts.threshold, reader) }]),
    ...paceField(record, reader),
    { label: 'Where', value: `${operator}, ${connection}` },
    { label: 'As of', value: moment(facts.asOf) },
  ];
  const advice = why === '' || isOver ? [] : [text(why)];
  return reply(summary, [heading(head), fields(items), ...advice], isOver ? [] : actionsOf(record));
}

function paceField(record: IncidentRecord, reader: Reader): FieldsBlock['items'] {
  const pace = isOpenIncident(record.incident) ? paceText(record, reader) : undefined;
  return pace === undefined ? [] : [{ label: 'Going', value: pace }];
}

function actionsOf({ id, incident }: IncidentRecord): readonly ReplyAction[] {
  if (id === undefined) return [];
  const hold: ReplyAction = { label: `Acknowledge ${id}`, line: renderLine('ack', id), style: 'primary' };
  const snoozing: ReplyAction = { label: 'Snooze 2 h', line: renderLine('snooze', id, '2h') };
  return incident.state === 'acknowledged' ? [snoozing] : [hold, snoozing];
}

/** An incident that is over and fired again, or is forgotten: its own message says so. */
function pastCard(id: string, record: IncidentRecord | undefined): Reply {
  const said = alertWords.past(id, record === undefined ? '' : subjectText(record), record?.id);
  return reply(said, [text(said)]);
}

/** What changed, as a reply beside the message. */
export function renderFollow(
  notices: readonly Notice[],
  find: (key: string) => IncidentRecord | undefined,
  { reader, repeat, bare }: { readonly reader: Reader; readonly repeat: boolean; readonly bare: boolean },
): Reply {
  const lines = notices.map((notice) => {
    const record = bare ? undefined : find(notice.key);
    const said = `: ${noticeText(notice, record, reader)}`;
    if (record === undefined) return { summary: `${notice.id}${said}`, content: `${notice.id}${said}` };
    const what = record.called.length === 0 ? [record.connection] : record.called;
    return {
      summary: `${notice.id} ${subjectText(record)}${said}`,
      content: [`${notice.id} `, ...what, said],
    };
  });
  const shown = lines.length <= maxCardLines ? lines : countedLines(notices);
  const first = shown[0]?.summary ?? '';
  const blocks: Block[] = shown.map(({ content }) => text(content));
  if (repeat) blocks.push(note('warning', alertWords.followRepeat));
  return reply(shown.length === 1 ? first : `${first} …`, blocks);
}

const maxCardLines = 10;

/** Many changes at once: by what happened, every id named. */
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
