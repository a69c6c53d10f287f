import { openRows } from '../../core/alerts/digest.ts';
import type { IncidentRecord, Person, Threshold } from '../../core/alerts/records.ts';
import type { DrillResult } from '../../core/alerts/service.ts';
import {
  figureLine,
  lastedText,
  stateText,
  subjectText,
  thresholdText,
  undeliverableText,
} from '../../core/alerts/text.ts';
import type { ArgFault } from '../../core/command/arg.ts';
import { echo } from '../../core/command-line/echo.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { counted } from '../../core/figures/text.ts';
import type { Reader } from '../../core/format/format.ts';
import { formatCount } from '../../core/format/format.ts';
import { heading, reply } from '../../core/reply/build.ts';
import { grid } from '../../core/reply/grid.ts';
import type { Block, Reply, ReplyAction } from '../../core/reply/types.ts';

/** The errors in arguments about alerts, each with what to write instead. */
export const alertFaults = {
  length: (typed: string): ArgFault => ({
    sentence: `${echo(typed)} is not a length of time. Write 30m, 2h or 1d, at most 24h.`,
    suggestion: '2h',
  }),
  tooLong: (typed: string): ArgFault => ({
    sentence: `${echo(typed)} is too long: a snooze lasts 24 h at most.`,
    suggestion: '24h',
  }),
  threshold: (typed: string): ArgFault => ({
    sentence: `${echo(typed)} is not a threshold. Write an amount above zero, or a percentage between 0 and 100.`,
    suggestion: '10%',
  }),
};

export const alertReplies = {
  what: 'accounts or wallets',
  sought: {
    one: 'account or wallet',
    many: 'accounts and wallets',
    anyOf: 'account, wallet, connection or operator',
  },
  notWatched: 'NOT WATCHED',
  noOpen: 'No alert is open.',
  whichOpen: 'Which alert?',
  unknown: (id: string) => `There is no open alert ${id} here. /alerts lists them.`,
  held: (record: IncidentRecord) => `You have acknowledged ${record.id}: ${subjectText(record)}.`,
  alreadyYours: (record: IncidentRecord) => `You have already acknowledged ${record.id}.`,
  heldBy: (record: IncidentRecord, by: Person) => `${by.name} has already acknowledged ${record.id}.`,
  over: (record: IncidentRecord) => `${record.id} has cleared${lastedText(record.incident)}. Nothing to do.`,
  snoozed: (record: IncidentRecord, reader: Reader) => {
    return `${record.id} is ${stateText(record, reader)}. You are still notified if it becomes critical.`;
  },
  subscribed: (operators: readonly string[]) => `Alerts of ${operators.join(', ')} are posted here.`,
  notHere: 'No alerts are posted in this chat.',
  unsubscribed: (operators: readonly string[]) =>
    `Alerts of ${operators.join(', ')} are no longer posted here.`,
  notSubscribed: (operators: readonly string[]) => `Alerts of ${operators.join(', ')} were not posted here.`,
  notBound: (operator: string) =>
    `This chat is not bound to ${operator}, and alerts show figures. An admin binds it first:`,
  noOperator: (typed: string) => `You manage no operator ${echo(typed)} here.`,
  whichTarget:
    'Set a threshold for which account? Name an account, a wallet or a connection, and an amount or a percentage.',
  whichValue: 'Which threshold? Write an amount or a percentage of the limit, such as 5000 or 10%.',
  noLimit: (name: string) =>
    `${name} has no known limit, so it cannot be watched yet. It is watched as soon as its provider reports a limit.`,
  noPercent: (name: string) =>
    `${name} is a balance without a limit, so a percentage has no meaning. Write an amount.`,
  aboveLimit: (name: string, value: string, limit: string) =>
    `${value} is not below the limit of ${name}, ${limit}: the alert would always fire. Write a lower amount, or a percentage.`,
  otherCurrency: (name: string, is: string, typed: string) =>
    `${name} is in ${is}, not in ${typed}. Write the amount in ${is}.`,
  preview: (count: number, value: string, locale: string) =>
    `${counted(count, 'account or wallet', locale, 'accounts and wallets')} would fire at once with ${value}.`,
  confirm: 'Nothing has been changed yet. To set it anyway:',
  set: (names: readonly string[], value: string) =>
    `Alert below ${value}: ${names.join(', ')}. Nothing fires now.`,
  setFiring: (names: readonly string[], value: string, count: number, locale: string) =>
    `Alert below ${value}: ${names.join(', ')}. ${formatCount(count, locale)} will fire at the next reading.`,
  allOf: (connection: string) => `all accounts of ${connection}`,
  noDrill: 'These alerts are posted nowhere. Send /alerts on in the chat that should receive them.',
};

/** A reply of one sentence with lines to send. */
export function sayReply(sentence: string, lines: readonly string[] = []): Reply {
  const actions = lines.map((line): ReplyAction => ({ label: line, line }));
  return reply(sentence, [heading(sentence)], actions);
}

/** The number of open alerts up to which each is a card. More become rows of a table. */
const maxCards = 10;
/** The size of these rows in UTF-16 units at most: a few messages. */
const listRoom = 12_000;

/** The open alerts, worst first. Few are cards, because a phone cannot show all columns of a table. */
export function openBlocks(records: readonly IncidentRecord[], reader: Reader): readonly Block[] {
  if (records.length > maxCards) return openRows(records, reader, listRoom);
  const table = grid(records, [
    { label: 'Id', priority: 1, cell: ({ id }) => id ?? '' },
    { label: 'What', priority: 1, cell: (record) => [`${record.title}: ${subjectText(record)}`] },
    { label: 'Now', priority: 1, cell: ({ facts }) => figureLine(facts, reader) || undefined },
    { label: 'State', priority: 1, cell: (record) => stateText(record, reader) },
    { label: 'Operator', priority: 1, cell: ({ operator }) => operator },
  ]);
  return records.length === 0 ? [] : [table];
}

/** A reply that offers the open alerts as choices of one command. */
export function chooseOpen(records: readonly IncidentRecord[], command: string, reader: Reader): Reply {
  if (records.length === 0) return sayReply(alertReplies.noOpen, [renderLine('alerts')]);
  const actions = records.slice(0, maxChoices).map((record): ReplyAction => {
    const line = renderLine(command, record.id ?? '');
    return { label: `${record.id} ${subjectText(record)}`, line };
  });
  const blocks = [heading(alertReplies.whichOpen), ...openBlocks(records, reader)];
  return reply(alertReplies.whichOpen, blocks, actions);
}

const maxChoices = 8;

/** The reply after a test alert: where it arrived. */
export function drillReply(drilled: readonly DrillResult[], locale: string): Reply {
  if (drilled.length === 0) return sayReply(alertReplies.noDrill, [renderLine('alerts', 'on')]);
  const arrived = drilled.filter(({ outcome }) => outcome === 'arrived').length;
  const sentence = `The test alert arrived in ${formatCount(arrived, locale)} of ${counted(drilled.length, 'chat', locale)}.`;
  const table = grid(drilled, [
    { label: 'Chat', priority: 1, cell: ({ chat }) => chat },
    { label: 'Operator', priority: 1, cell: ({ operator }) => operator },
    { label: 'Drill', priority: 1, cell: ({ outcome }) => drillWords(outcome) },
  ]);
  return reply(sentence, [heading(sentence), table]);
}

function drillWords(outcome: DrillResult['outcome']): string {
  if (outcome === 'arrived') return 'arrived';
  return outcome === 'waiting'
    ? 'still on its way; delivery is retried'
    : `not delivered: ${undeliverableText[outcome]}`;
}

/** A threshold as the text of a cell. */
export function belowText(threshold: Threshold | undefined, reader: Reader): string {
  return threshold === undefined ? alertReplies.notWatched : `below ${thresholdText(threshold, reader)}`;
}
