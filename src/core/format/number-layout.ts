import { type Decimal, isBelowZero, placesOf } from '../money/decimal.ts';

/**
 * Where a locale puts the digits of a number: read off what `Intl` writes for a few numbers, so that others of the same
 * kind are put together from it for a tenth of what `Intl` takes.
 */
export interface NumberPattern {
  readonly above: Around;
  readonly below: Around;
  /** Between groups of whole digits: the last `first` of them, and each `further` before those. */
  readonly separator: string;
  readonly first: number;
  readonly further: number;
  /** Numbers of fewer whole digits have no groups. */
  readonly groupedFrom: number;
  readonly point: string;
  readonly places: number;
}

/** What stands before and after the digits. */
interface Around {
  readonly before: string;
  readonly after: string;
}

const samples = [
  '0',
  '7',
  '-7',
  '12',
  '123',
  '1234',
  '-1234',
  '12345',
  '123456',
  '1234567',
  '-123456789012345678',
];

/**
 * The layout of a format with so many decimals, its text passed through `respell`; undefined where one does not tell all
 * that the format does, as with digits of another script.
 */
export function patternOf(
  format: Intl.NumberFormat,
  places: number,
  respell: (text: string) => string,
): NumberPattern | undefined {
  const long = format.formatToParts(1_234_567_890_123);
  const groups = long.filter(({ type }) => type === 'integer').map(({ value }) => value.length);
  const [first = 0, further = first] = groups.toReversed();
  const partOf = (type: string) => respell(long.find((part) => part.type === type)?.value ?? '');
  const layout = {
    above: aroundDigits(long, respell),
    below: aroundDigits(format.formatToParts(-1_234_567_890_123), respell),
    separator: partOf('group'),
    first,
    further,
    groupedFrom: [4, 5].find((length) => isGrouped(format, length)) ?? Number.POSITIVE_INFINITY,
    point: partOf('decimal'),
    places,
  };
  const isFaithful = samples.every((sample) => {
    return (
      applyPattern(sample as Decimal, layout) === respell(format.format(sample as Intl.StringNumericLiteral))
    );
  });
  return isFaithful ? layout : undefined;
}

/** The number in this layout. It must have no digits but zeros beyond the layout's places. */
export function applyPattern(value: Decimal, layout: NumberPattern): string {
  const isNegative = isBelowZero(value);
  const { before, after } = isNegative ? layout.below : layout.above;
  const start = isNegative ? 1 : 0;
  const own = placesOf(value);
  const end = own === 0 ? value.length : value.length - own - 1;
  const whole = grouped(value.slice(start, end), layout);
  const { places } = layout;
  if (places === 0) return `${before}${whole}${after}`;
  const fraction = value.slice(end + 1, end + 1 + places).padEnd(places, '0');
  return `${before}${whole}${layout.point}${fraction}${after}`;
}

function grouped(whole: string, { separator, first, further, groupedFrom }: NumberPattern): string {
  if (whole.length < groupedFrom) return whole;
  let end = whole.length - first;
  let text = whole.slice(end);
  for (; end > 0; end -= further) text = `${whole.slice(Math.max(0, end - further), end)}${separator}${text}`;
  return text;
}

function isGrouped(format: Intl.NumberFormat, length: number): boolean {
  return format.formatToParts(10 ** (length - 1)).some(({ type }) => type === 'group');
}

function aroundDigits(parts: readonly Intl.NumberFormatPart[], respell: (text: string) => string): Around {
  const isDigits = ({ type }: Intl.NumberFormatPart) => type === 'integer' || type === 'fraction';
  const first = parts.findIndex(isDigits);
  const last = parts.findLastIndex(isDigits);
  const text = (some: readonly Intl.NumberFormatPart[]) => respell(some.map(({ value }) => value).join(''));
  return { before: text(parts.slice(0, first)), after: text(parts.slice(last + 1)) };
}
