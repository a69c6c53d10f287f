import { reasonSentences } from '../errors/text.ts';
import { plainIdentifiers } from '../figures/identifiers.ts';
import { counted, percentText } from '../figures/text.ts';
import type { Reader } from '../format/format.ts';
import { formatCount, formatMoney, formatTime } from '../format/format.ts';
import type { Decimal } from '../money/decimal.ts';
import { compareDecimals, multiplyDecimals, percentOf, subtractDecimals } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';
import { money, precisionOf } from '../money/money.ts';
import { cleanText } from '../reply/clean.ts';
import type { Instant } from '../time/clock.ts';
import { formatDuration } from '../time/duration.ts';
import { isOpenIncident } from './incident.ts';
import type {
  Facts,
  Incident,
  IncidentRecord,
  Notice,
  PostRecord,
  Threshold,
  UndeliverableReason,
} from './records.ts';

/** An amount below which something is low, as a person set it. */
export function thresholdText(threshold: Threshold, { locale }: Reader): string {
  switch (threshold.kind) {
    case 'percent':
      return `${threshold.percent} % of the limit`;
    case 'amount':
      return formatMoney(money(threshold.amount, threshold.currency), locale);
  }
}

/** What it is about, masked as everyone may read it: the account or wallet, or the connection. */
export function subjectText({ called, connection }: Pick<IncidentRecord, 'called' | 'connection'>): string {
  return cleanText(called.length === 0 ? connection : plainIdentifiers(called));
}

/** What stands in one line: `₹10.00 left of ₹1,000.00 (1.0 %)`. Empty where there is no figure. */
export function figureLine({ left, limit, silent }: Facts, reader: Reader): string {
  const { locale } = reader;
  if (silent !== undefined) return silentLine(silent, reader);
  if (left === undefined) return '';
  const share = limit === undefined ? undefined : percentText(left.amount, limit.amount, locale);
  const of = limit === undefined ? '' : ` of ${formatMoney(limit, locale)}`;
  return `${formatMoney(left, locale)} left${of}${share === undefined ? '' : ` (${share})`}`;
}

function silentLine(silent: NonNullable<Facts['silent']>, reader: Reader): string {
  const shown = silent.slice(0, maxNamedGaps).map(({ what, since }) => {
    return `${what} silent since ${formatTime(since, reader, 'time')}`;
  });
  const more = silent.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${formatCount(more, reader.locale)} more` : ''}`;
}

const maxNamedGaps = 3;

/** Why a source is silent, in a sentence; empty where nothing is known. */
export function silentWhy({ silent }: Facts): string {
  const reason = silent?.find((each) => each.reason !== undefined)?.reason;
  return reason === undefined ? '' : reasonSentences[reason];
}

export function stateText(record: Pick<IncidentRecord, 'incident'>, reader: Reader): string {
  const { incident } = record;
  const at = (instant: Instant) => formatTime(instant, reader);
  switch (incident.state) {
    case 'pending':
      return 'seen once';
    case 'firing':
      return `${levelOf(incident)}, nobody holds it`;
    case 'acknowledged':
      return incident.holder === undefined
        ? 'held'
        : `${levelOf(incident)}, held by ${incident.holder.name} since ${at(incident.holder.at)}`;
    case 'snoozed':
      return incident.snooze === undefined
        ? 'snoozed'
        : `snoozed until ${at(incident.snooze.until)} by ${incident.snooze.name}`;
    case 'resolved':
      return incident.resolvedAt === undefined ? 'over' : `over since ${at(incident.resolvedAt)}`;
  }
}

/** How bad it is: what is well again but not yet for long enough is recovering. */
export function levelOf({ level, recoveries }: Incident): 'low' | 'critical' | 'recovering' {
  if (recoveries > 0) return 'recovering';
  return level === 'critical' ? 'critical' : 'low';
}

/** How fast it goes, where at least a minute of falling figures is known: `about ₹1,200.00 an hour, gone in about 40 min`. */
export function paceText(
  { course, facts }: Pick<IncidentRecord, 'course' | 'facts'>,
  { locale }: Reader,
): string | undefined {
  const [first, last] = [course[0], course.at(-1)];
  if (first === undefined || last === undefined || facts.left === undefined) return undefined;
  // Up to the reading that is shown: what has stood still since it last fell goes slower.
  const passed = Math.max(last.at, facts.asOf) - first.at;
  if (passed < 60_000 || compareDecimals(first.left, last.left) <= 0) return undefined;
  const gone = subtractDecimals(first.left, last.left);
  const places = precisionOf(facts.left) ?? 2;
  const perHour = percentOf(multiplyDecimals(gone, '36000' as Decimal), String(passed) as Decimal, places);
  if (perHour === undefined || compareDecimals(perHour, '0' as Decimal) <= 0) return undefined;
  const hourly: Money = { ...facts.left, amount: perHour };
  const said = `about ${formatMoney(hourly, locale)} an hour`;
  const millis = percentOf(multiplyDecimals(last.left, '36000' as Decimal), perHour, 0);
  const left = Number(millis);
  if (millis === undefined || !(left > 0) || left > 7 * 86_400_000) return said;
  // What is about so many minutes or hours needs no seconds or minutes.
  const unit = left < 120_000 ? 1_000 : left < 10 * 3_600_000 ? 60_000 : 3_600_000;
  return `${said}, gone in about ${formatDuration(Math.round(left / unit) * unit)}`;
}

/** One transition, as it stands in a thread: `A7 user@upi: held by Asha.` */
export function noticeText(notice: Notice, record: IncidentRecord | undefined, reader: Reader): string {
  const who = notice.by ?? 'somebody';
  const isCurrent = record?.incident.episode === notice.episode;
  const figure = record === undefined || !isCurrent ? '' : figureLine(record.facts, reader);
  const now = figure === '' ? '' : `, ${figure}`;
  switch (notice.reason) {
    case 'fired':
      return `fires${now}.`;
    case 'escalated':
      return `critical now${now}.`;
    case 'repeated':
      return `still open, nobody holds it${now}.`;
    case 'woken':
      return `the snooze is over, the alert is not${now}.`;
    case 'acknowledged':
      return `held by ${who}.`;
    case 'snoozed':
      return `snoozed by ${who}${notice.until === undefined ? '' : ` until ${formatTime(notice.until, reader)}`}.`;
    case 'resolved':
      return `all clear${now}${isCurrent ? lastedText(record?.incident) : ''}.`;
    case 'withdrawn':
      return 'not watched any more.';
  }
}

/** `, after 35 min` */
export function lastedText(incident: Incident | undefined): string {
  if (incident?.resolvedAt === undefined || incident.firedAt === undefined) return '';
  return `, after ${formatDuration(Math.max(0, incident.resolvedAt - incident.firedAt))}`;
}

/** Why a chat was not told, as the chat that is told instead reads it. */
export const undeliverableText: Readonly<Record<UndeliverableReason, string>> = {
  removed: 'I am not in it any more. Add me again, or move the alerts with /alerts on elsewhere',
  blocked: 'its reader has blocked me',
  gone: 'it does not exist any more. Send /alerts on in another chat',
  forbidden: 'I may not write there. Let me, or send /alerts on in another chat',
  unfit: 'it did not take the message',
  unserved: 'its platform is not connected now. Have its token set',
  unclear: 'nobody knows whether it arrived there',
  'no-token': 'its platform does not accept my token. Have it set again',
};

export const alertWords = {
  repeat: 'Possible repeat: this may stand above already. This message is the one that is kept true.',
  followRepeat: 'Possible repeat.',
  past: (id: string, name: string, next: string | undefined) => {
    const later = next === undefined ? '' : ` It fired again later, as ${next}.`;
    return `${id} All clear${name === '' ? '' : `: ${name}`}.${later}`;
  },
  drill: 'This is a drill: nothing is wrong. Alerts arrive here.',
  late: 'Late: this could not be said in time. It is how things stand now.',
  instead: (chat: string, why: UndeliverableReason) =>
    `Said here because ${chat} could not be told: ${undeliverableText[why]}.`,
  bare: (ids: readonly string[], operator: string, locale: string) => {
    const listed = ids.length === 0 ? '' : ` (${ids.join(', ')})`;
    return `${counted(ids.length, 'alert', locale)} of ${operator}${listed} could not be told. Who has a grant reads more with /alerts.`;
  },
  away: ({ from, to, connections, silent, open }: NonNullable<PostRecord['gap']>, reader: Reader) => {
    const gap = `I was away for ${formatDuration(to - from)}, until ${formatTime(to, reader)}.`;
    const checked = `${counted(connections, 'connection', reader.locale)} checked again`;
    const unseen = silent === 0 ? '' : `, ${formatCount(silent, reader.locale)} of them without an answer`;
    const alerts = open === 0 ? 'no alert is open' : `${counted(open, 'alert', reader.locale)} open`;
    return `${gap} ${checked}${unseen}; ${alerts}.`;
  },
};

/** `3 alerts: 1 critical, 2 low` */
export function digestHeadline(records: readonly IncidentRecord[], gone: number, locale: string): string {
  const open = records.filter(({ incident }) => isOpenIncident(incident));
  const critical = open.filter(({ incident }) => incident.level === 'critical').length;
  const over = records.length - open.length + gone;
  const parts = [
    ...(critical > 0 ? [`${formatCount(critical, locale)} critical`] : []),
    ...(open.length > critical ? [`${formatCount(open.length - critical, locale)} open`] : []),
    ...(over > 0 ? [`${formatCount(over, locale)} over`] : []),
  ];
  return `${counted(records.length + gone, 'alert', locale)}: ${parts.join(', ')}`;
}
