import { firstFew, percentText, totalText, unknown } from '../../core/figures/text.ts';
import { formatCount } from '../../core/format/format.ts';
import type { Decimal } from '../../core/money/decimal.ts';
import { note, pieces, text } from '../../core/reply/build.ts';
import type { GridColumn } from '../../core/reply/grid.ts';
import { grid } from '../../core/reply/grid.ts';
import type { Block } from '../../core/reply/types.ts';
import type { CountTotal, CurrencySums, StatusSum, SuccessRate } from './summary-jobs.ts';
import { isDocumented } from './summary-jobs.ts';

export const summaryWords = {
  what: 'transaction summaries',
  sought: { one: 'account', many: 'accounts', anyOf: 'account, connection or operator' },
  askAgain: 'Ask again',
  noNumber: ' has no account number, and a summary is asked for by number.',
  unlisted: 'No account list contains this number. It was asked for as typed.',
  nothing:
    'Nothing found: no transactions, or the provider does not know the account (its answer is the same in both cases).',
};

/** `998 of 2,512 = 39.7 %` */
export function rateText(rate: SuccessRate, locale: string): string {
  const [good, all] = [String(rate.good) as Decimal, String(rate.all) as Decimal];
  const percent = percentText(good, all, locale) ?? unknown;
  return `${formatCount(rate.good, locale)} of ${formatCount(rate.all, locale)} = ${percent}`;
}

/** A table for each currency: transactions by status, with their sum. */
export function sumBlocks(sums: readonly CurrencySums[], isWhole: boolean, locale: string): readonly Block[] {
  return sums.map(({ currency, statuses, all }) => {
    const last: StatusSum = { ...all, status: isWhole ? 'All' : 'Subtotal' };
    const caption = sums.length > 1 ? { caption: currency ?? 'currency unknown' } : {};
    return grid([...statuses, last], statusColumns(locale), caption);
  });
}

function statusColumns(locale: string): readonly GridColumn<StatusSum>[] {
  return [
    { label: 'Status', priority: 1, cell: ({ status }) => status },
    { label: 'Count', priority: 1, align: 'right', cell: ({ count }) => countText(count, locale) },
    { label: 'Requested', priority: 2, align: 'right', cell: ({ requested }) => totalText(requested, true) },
    { label: 'Received', priority: 1, align: 'right', cell: ({ received }) => totalText(received, true) },
  ];
}

function countText({ known, missing }: CountTotal, locale: string): string {
  if (missing === 0) return formatCount(known, locale);
  return known === 0 ? unknown : `at least ${formatCount(known, locale)}`;
}

/** The notes on how the success rate is computed and on undocumented statuses. */
export function rateBlocks(
  sums: readonly CurrencySums[],
  rate: SuccessRate | undefined,
  locale: string,
): readonly Block[] {
  const strange = [...new Set(sums.flatMap(({ statuses }) => statuses.map(({ status }) => status)))]
    .filter((status) => !isDocumented(status))
    .map((status) => `“${status}”`);
  const shown =
    rate === undefined ? 'unknown, because not every count could be read' : rateText(rate, locale);
  const kinds = strange.length === 1 ? 'Unknown status' : 'Unknown statuses';
  return [
    text(`Success rate (Approved + Late Approved of all, by count): ${shown}.`),
    ...(strange.length === 0
      ? []
      : [
          note('warning', [
            `${kinds} `,
            ...pieces(firstFew(strange, 6, locale)),
            ': included in the count, not as success.',
          ]),
        ]),
  ];
}
