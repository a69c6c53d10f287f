import { renderLine } from '../command-line/line.ts';
import type { Reader } from '../format/format.ts';
import { formatCount, formatDecimal, formatMoney } from '../format/format.ts';
import { percentOf } from '../money/decimal.ts';
import { code, heading, reply, text } from '../reply/build.ts';
import type { Block, Reply, ReplyAction } from '../reply/types.ts';
import { cutColumns, displayWidth, padColumns } from '../reply/width.ts';
import { isOpenIncident } from './incident.ts';
import type { Post } from './post.ts';
import type { IncidentRecord } from './records.ts';
import { digestHeadline, subjectText } from './text.ts';

/** Monospaced columns that fit on a phone. */
const rowColumns = 34;
/** Room for all rows of a digest in UTF-16 units: the smallest message limit of the platforms, less the other blocks. */
const rowsRoom = 3_300;

/** Renders many incidents in one message: a row for each open one, and the ids of the others. */
export function digestOf(
  { members }: Pick<Post, 'members'>,
  records: readonly (IncidentRecord | undefined)[],
  reader: Reader,
): Reply {
  const current = records.flatMap((record, index) => {
    return record !== undefined && record.incident.episode === members[index]?.episode ? [record] : [];
  });
  const past = members.filter(({ episode }, index) => records[index]?.incident.episode !== episode);
  const headline = digestHeadline(current, past.length, reader.locale);
  const open = current.filter(({ incident }) => isOpenIncident(incident));
  const over = current.flatMap(({ incident, id }) => (isOpenIncident(incident) ? [] : [id ?? '']));
  const ids = [...over, ...past.map(({ id }) => id)];
  const blocks = [
    heading(headline),
    ...openRows(open, reader),
    ...(ids.length === 0 ? [] : [text(`Over: ${ids.join(', ')}`)]),
  ];
  const actions: readonly ReplyAction[] = [
    { label: 'List', line: renderLine('alerts', 'list') },
    { label: 'Acknowledge …', line: renderLine('ack') },
  ];
  return reply(headline, blocks, open.length > 0 ? actions : []);
}

/** Renders open incidents as rows, the critical ones first. If room is short, names are truncated, then rows are left out and counted. */
export function openRows(
  records: readonly IncidentRecord[],
  reader: Reader,
  room: number = rowsRoom,
): readonly Block[] {
  const isCritical = ({ incident }: IncidentRecord) => incident.level === 'critical';
  const sorted = [...records.filter(isCritical), ...records.filter((record) => !isCritical(record))];
  const rows = fitRows(
    sorted.map((record) => ({ record, ...cellsOf(record, reader) })),
    room,
  );
  const group = (label: string, grouped: readonly FittedRow[]): readonly Block[] => {
    return grouped.length === 0 ? [] : [text(label), code(grouped.map(({ line }) => line).join('\n'))];
  };
  const more = sorted.length - rows.length;
  const hasAcknowledged = records.some(({ incident }) => incident.state === 'acknowledged');
  const notes = [
    ...(more > 0
      ? [`And ${formatCount(more, reader.locale)} more: ${renderLine('alerts', 'list')} shows all.`]
      : []),
    ...(hasAcknowledged ? [`${acknowledgedMark} acknowledged`] : []),
  ];
  return [
    ...group(
      'Critical:',
      rows.filter(({ record }) => isCritical(record)),
    ),
    ...group(
      'Open:',
      rows.filter(({ record }) => !isCritical(record)),
    ),
    ...notes.map((each) => text(each)),
  ];
}

const acknowledgedMark = '*';

interface Cells {
  readonly id: string;
  readonly name: string;
  readonly figure: string;
}

interface Row extends Cells {
  readonly record: IncidentRecord;
}

interface FittedRow {
  readonly record: IncidentRecord;
  readonly line: string;
}

/** Id, name, and the remaining share of the limit, or the remaining amount if there is no limit. */
function cellsOf(record: IncidentRecord, { locale }: Reader): Cells {
  const { left, limit } = record.facts;
  const share =
    left === undefined || limit === undefined ? undefined : percentOf(left.amount, limit.amount, 0);
  const amount = left === undefined ? '' : formatMoney(left, locale);
  const figure = share === undefined ? amount : `${formatDecimal(share, locale)}%`;
  const mark = record.incident.state === 'acknowledged' ? acknowledgedMark : '';
  return { id: `${record.id ?? ''}${mark}`, name: subjectText(record), figure };
}

function fitRows(rows: readonly Row[], room: number): readonly FittedRow[] {
  const widest = (pick: (row: Row) => string) => {
    return rows.reduce((most, row) => Math.max(most, displayWidth(pick(row))), 0);
  };
  const [ids, names, figures] = [
    widest(({ id }) => id),
    widest(({ name }) => name),
    widest((row) => row.figure),
  ];
  /** `ids`: rows contain the id only. */
  const lay = (width: number, only?: 'ids'): readonly FittedRow[] =>
    rows.map(({ record, id, name, figure }) => {
      const shown = width === 0 ? [] : [padColumns(cutColumns(name, width), width, 'left')];
      const cells =
        only === 'ids' ? [id] : [padColumns(id, ids, 'left'), ...shown, padColumns(figure, figures, 'right')];
      return { record, line: cells.join(' ').trimEnd() };
    });
  const isTooLong = () => laid.reduce((sum, { line }) => sum + line.length + 1, 0) > room;
  let width = Math.max(0, Math.min(names, rowColumns - ids - figures - 2));
  let laid = lay(width);
  while (width > 0 && isTooLong()) {
    width -= 1;
    laid = lay(width);
  }
  if (isTooLong()) laid = lay(0, 'ids');
  while (isTooLong()) laid = laid.slice(0, Math.floor(laid.length * 0.9));
  return laid;
}
