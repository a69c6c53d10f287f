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
  Downtime,
  Facts,
  Incident,
  IncidentRecord,
  Notice,
  Threshold,
  UndeliverableReason,
} from './records.ts';

/** A threshold as users set it. */
export function thresholdText(threshold: Threshold, { locale }: Reader): string {
  switch (threshold.kind) {
    case 'percent':
      return `${threshold.percent} % of the limit`;
    case 'amount':
      return formatMoney(money(threshold.amount, threshold.currency), locale);
  }
}

/** The account, wallet or connection of an incident, masked for any reader. */
export function subjectText({ called, connection }: Pick<IncidentRecord, 'called' | 'connection'>): string {
  return cleanText(called.length === 0 ? connection : plainIdentifiers(called));
}

/** The figures in one line: `₹10.00 left of ₹1,000.00 (1.0 %)`. Empty if there are none. */
export function figureLine({ left, limit, silent }: Facts, reader: Reader): string {
  const { locale } = reader;
  if (silent !== undefined) return gapsText(silent, reader);
  if (left === undefined) return '';
  const share = limit === undefined ? undefined : percentText(left.amount, limit.amount, locale);
  const of = limit === undefined ? '' : ` of ${formatMoney(limit, locale)}`;
  return `${formatMoney(left, locale)} left${of}${share === undefined ? '' : ` (${share})`}`;
}

function gapsText(silent: NonNullable<Facts['silent']>, reader: Reader): string {
  const shown = silent.slice(0, maxNamedGaps).map(({ what, since }) => {
    return `${what} unavailable since ${formatTime(since, reader, 'time')}`;
  });
  const more = silent.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${formatCount(more, reader.locale)} more` : ''}`;
}

const maxNamedGaps = 3;

/** The reason for missing data, in a sentence; empty if it is unknown. */
export function gapReason({ silent }: Facts): string {
  const reason = silent?.find((each) => each.reason !== undefined)?.reason;
  return reason === undefined ? '' : reasonSentences[reason];
}

export function stateText(record: Pick<IncidentRecord, 'incident'>, reader: Reader): string {
  const { incident } = record;
  const at = (instant: Instant) => formatTime(instant, reader);
  switch (incident.state) {
    case 'pending':
      return 'not confirmed yet';
    case 'firing':
      return `${levelOf(incident)}, not acknowledged`;
    case 'acknowledged':
      return incident.holder === undefined
        ? 'acknowledged'
        : `${levelOf(incident)}, acknowledged by ${incident.holder.name} since ${at(incident.holder.at)}`;
    case 'snoozed':
      return incident.snooze === undefined
        ? 'snoozed'
        : `snoozed until ${at(incident.snooze.until)} by ${incident.snooze.name}`;
    case 'resolved':
      return incident.resolvedAt === undefined ? 'over' : `over since ${at(incident.resolvedAt)}`;
  }
}

/** The level of an incident. `recovering`: recovered, but not for enough readings yet. */
export function levelOf({ level, recoveries }: Incident): 'low' | 'critical' | 'recovering' {
  if (recoveries > 0) return 'recovering';
  return level === 'critical' ? 'critical' : 'low';
}

/** The rate of the trend: `about ₹1,200.00 an hour, empty in about 40 min`. Undefined below a minute of falling amounts. */
export function trendText(
  { trend, facts }: Pick<IncidentRecord, 'trend' | 'facts'>,
  { locale }: Reader,
): string | undefined {
  const [first, last] = [trend[0], trend.at(-1)];
  if (first === undefined || last === undefined || facts.left === undefined) return undefined;
  // The time without a change since the last fall counts as well: it lowers the rate.
  const passed = Math.max(last.at, facts.asOf) - first.at;
  if (passed < 60_000 || compareDecimals(first.left, last.left) <= 0) return undefined;
  const gone = subtractDecimals(first.left, last.left);
  const places = precisionOf(facts.left) ?? 2;
  const perHour = percentOf(multiplyDecimals(gone, '36000' as Decimal), String(passed) as Decimal, places);
  if (perHour === undefined || compareDecimals(perHour, '0' as Decimal) <= 0) return undefined;
  const hourly: Money = { ...facts.left, amount: perHour };
  const rate = `about ${formatMoney(hourly, locale)} an hour`;
  const millis = percentOf(multiplyDecimals(last.left, '36000' as Decimal), perHour, 0);
  const left = Number(millis);
  if (millis === undefined || !(left > 0) || left > 7 * 86_400_000) return rate;
  // An estimate in minutes needs no seconds, one in hours no minutes.
  const unit = left < 120_000 ? 1_000 : left < 10 * 3_600_000 ? 60_000 : 3_600_000;
  return `${rate}, empty in about ${formatDuration(Math.round(left / unit) * unit)}`;
}

/** One notice in a thread, after the name: `A7 user@upi: acknowledged by Asha.` */
export function noticeText(notice: Notice, record: IncidentRecord | undefined, reader: Reader): string {
  const user = notice.by ?? 'a user';
  const isCurrent = record?.incident.episode === notice.episode;
  const figure = record === undefined || !isCurrent ? '' : figureLine(record.facts, reader);
  const now = figure === '' ? '' : `, ${figure}`;
  switch (notice.reason) {
    case 'fired':
      return `fires${now}.`;
    case 'escalated':
      return `critical now${now}.`;
    case 'repeated':
      return `still open, not acknowledged${now}.`;
    case 'woken':
      return `snooze ended, alert still open${now}.`;
    case 'acknowledged':
      return `acknowledged by ${user}.`;
    case 'snoozed':
      return `snoozed by ${user}${notice.until === undefined ? '' : ` until ${formatTime(notice.until, reader)}`}.`;
    case 'resolved':
      return `all clear${now}${isCurrent ? lastedText(record?.incident) : ''}.`;
    case 'withdrawn':
      return 'no longer monitored.';
  }
}

/** `, after 35 min` */
export function lastedText(incident: Incident | undefined): string {
  if (incident?.resolvedAt === undefined || incident.firedAt === undefined) return '';
  return `, after ${formatDuration(Math.max(0, incident.resolvedAt - incident.firedAt))}`;
}

/** Why a chat could not be reached, as shown in the chat that replaces it. */
export const undeliverableText: Readonly<Record<UndeliverableReason, string>> = {
  removed: 'I am no longer in it. Add me again, or send /alerts on in another chat',
  blocked: 'its user has blocked me',
  gone: 'it no longer exists. Send /alerts on in another chat',
  forbidden: 'I may not post there. Allow me to, or send /alerts on in another chat',
  unfit: 'it rejected the message',
  unserved: 'its platform is not connected. Ask your admin to set its token',
  unclear: 'delivery could not be confirmed',
  'no-token': 'its platform rejects my token. Ask your admin to set it again',
};

export const alertWords = {
  repeat: 'Possible repeat: this alert may be shown above already. Only this message is updated.',
  followRepeat: 'Possible repeat.',
  past: (id: string, name: string, next: string | undefined) => {
    const later = next === undefined ? '' : ` It fired again later, as ${next}.`;
    return `${id} All clear${name === '' ? '' : `: ${name}`}.${later}`;
  },
  drill: 'This is a drill: nothing is wrong. Alerts arrive here.',
  late: 'Late: this could not be delivered in time. It shows the current state.',
  redirectedFrom: (chat: string, why: UndeliverableReason) =>
    `Posted here because delivery to ${chat} failed: ${undeliverableText[why]}.`,
  redacted: (ids: readonly string[], operator: string, locale: string) => {
    const listed = ids.length === 0 ? '' : ` (${ids.join(', ')})`;
    return `${counted(ids.length, 'alert', locale)} for ${operator}${listed} could not be delivered. Users with access can open them with /alerts.`;
  },
  away: ({ from, to, connections, silent, open }: Downtime, reader: Reader) => {
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
