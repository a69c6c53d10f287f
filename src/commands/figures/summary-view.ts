import type { Context } from '../../core/command/command.ts';
import { argFaults } from '../../core/command/text.ts';
import type { AccountListing, ListedAccount } from '../../core/figures/accounts.ts';
import { accountIdentifiers, plainIdentifiers } from '../../core/figures/identifiers.ts';
import type { Source } from '../../core/figures/source.ts';
import { counted } from '../../core/figures/text.ts';
import { formatCount } from '../../core/format/format.ts';
import type { DateType } from '../../core/provider/provider.ts';
import { fields, heading, identifier, note, reply, text } from '../../core/reply/build.ts';
import { grid } from '../../core/reply/grid.ts';
import { maskNumber } from '../../core/reply/mask.ts';
import type { Block, Content, FieldsBlock, Reply, ReplyAction } from '../../core/reply/types.ts';
import type { Day } from '../../core/time/day.ts';
import { accountsRead, identityColumns, ownerColumns, stateColumn } from '../shared/account-view.ts';
import type { Read } from '../shared/source-view.ts';
import {
  ageBlocks,
  isMissing,
  isWhole,
  lackNotes,
  missingBlocks,
  nameOwners,
  readTogether,
} from '../shared/source-view.ts';
import type { Candidate } from '../shared/target.ts';
import { choiceActions, severalMatch } from '../shared/target-view.ts';
import { emptyBlocks, gapBlocks } from './gaps.ts';
import type { AccountSelection } from './pick-accounts.ts';
import type { JobResult, SuccessRate, SummaryJob } from './summary-jobs.ts';
import { isEmpty, successRate, sumUp } from './summary-jobs.ts';
import { rateBlocks, rateText, sumBlocks, summaryWords } from './summary-table.ts';

/** The input of a summary reply. */
export interface SummaryView {
  readonly picked: Extract<AccountSelection, { readonly kind: 'one' | 'every' }>;
  readonly outcomes: readonly JobResult[];
  readonly dateType: DateType;
  readonly listing: AccountListing;
  readonly context: Context;
  /** Connections where the day has not begun. */
  readonly skipped?: readonly { readonly source: Source; readonly day: Day }[];
  /** Connections in scope that have no summary. */
  readonly lacking?: readonly Source[];
}

/** The reply with totals (or subtotals when something is missing) and everything that is missing. */
export function summaryReply(view: SummaryView): Reply {
  const { picked, context, skipped = [], lacking = [] } = view;
  const { locale } = context.reader;
  const places = nameOwners(context.sources);
  const without = picked.kind === 'every' ? picked.without : [];
  const outcomes = answering(view);
  const answered = outcomes.filter(({ reading }) => reading.kind !== 'fail');
  const read = listRead(view);
  const lacks = lackNotes(lacking, ['summary'], places);
  const gaps = outcomes.length - answered.length + without.length + skipped.length + lacks.length;
  const isTotal = gaps === 0 && (picked.kind === 'one' || isWhole(read));

  const sums = sumUp(answered);
  const rate = successRate(sums);
  const days = [...new Set(outcomes.map(({ job }) => job.day))].join(' or ');
  const empty = answered.filter(isEmpty);
  const [job] = outcomes.map((outcome) => outcome.job);
  const sentence = ratedText(answered.length, empty.length, rate, locale);
  const head =
    picked.kind === 'one' && job !== undefined
      ? accountHead(job, `${sentence} on ${days}`)
      : everyHead(answered.length, outcomes.length + without.length, isTotal, sentence, days, read, locale);

  const parts = answered.map(({ job: { source }, reading }) => {
    return { source, capability: 'summary' as const, reading };
  });
  const notBegun = skipped.map(({ source, day }) => {
    return note('info', `${places.label(source)} was not asked: ${day} has not begun there.`);
  });
  const isUnlisted = picked.kind === 'one' && !picked.isListed;
  const blocks: Block[] = [
    heading(head.shown),
    ...(outcomes.length === 0 ? [] : [aboutBlock(picked.kind === 'one' ? job : undefined, days, view)]),
    ...sumBlocks(sums, isTotal, locale),
    ...(sums.length === 0 ? [] : rateBlocks(sums, rate, locale)),
    ...emptyBlocks(empty, outcomes.length, locale),
    ...(isUnlisted ? [text(summaryWords.unlisted)] : []),
    ...gapBlocks(outcomes, without, context),
    ...(picked.kind === 'every' ? read.notes.map(({ block }) => block) : []),
    ...(picked.kind === 'every' || isUnlisted ? missingBlocks(read, places, locale) : []),
    ...lacks,
    ...notBegun,
    ...ageBlocks(parts, places, context.now),
  ];
  const again = { label: summaryWords.askAgain, line: context.line };
  const isGap = answered.length < outcomes.length || (picked.kind === 'every' && isMissing(read));
  return reply(head.plain, blocks, isGap ? [again] : []);
}

/** For a number that no list contains: only the outcomes of connections that know it, if any does. */
function answering({ picked, outcomes }: SummaryView): readonly JobResult[] {
  if (picked.kind === 'every' || picked.isListed) return outcomes;
  const knowing = outcomes.filter((outcome) => outcome.reading.kind !== 'fail' && !isEmpty(outcome));
  const failing = outcomes.filter(({ reading }) => reading.kind === 'fail');
  return knowing.length > 0 ? [...knowing, ...failing] : outcomes;
}

function listRead({ picked, listing, context }: SummaryView): Read {
  const sources = picked.kind === 'every' ? picked.sources : picked.jobs.map(({ source }) => source);
  return readTogether([accountsRead(listing, context)], sources);
}

interface Head {
  readonly shown: Content;
  readonly plain: string;
}

function ratedText(answered: number, empty: number, rate: SuccessRate | undefined, locale: string): string {
  if (answered === 0) return 'nothing could be read';
  if (empty === answered) return 'nothing found';
  return rate === undefined ? 'success rate unknown' : `${rateText(rate, locale)} success`;
}

function accountHead({ number }: SummaryJob, sentence: string): Head {
  return {
    shown: ['Account ', identifier('account', number), `: ${sentence}`],
    plain: `Account ${maskNumber(number)}: ${sentence}`,
  };
}

function everyHead(
  answered: number,
  all: number,
  isTotal: boolean,
  sentence: string,
  days: string,
  read: Read,
  locale: string,
): Head {
  if (days === '') {
    const none = isMissing(read)
      ? 'No account list could be read.'
      : 'No account here has a number to ask by.';
    return { shown: none, plain: none };
  }
  const words = isTotal
    ? `Total of ${counted(answered, 'account', locale)}`
    : `Subtotal of ${answered < all ? `${formatCount(answered, locale)} of ` : ''}${counted(all, 'account', locale)}`;
  const line = `${words}: ${sentence} on ${days}`;
  return { shown: line, plain: line };
}

function aboutBlock(job: SummaryJob | undefined, days: string, view: SummaryView): Block {
  const account = job?.listed[0]?.account;
  const connection = job === undefined ? undefined : nameOwners(view.context.sources).connection(job.source);
  const items: FieldsBlock['items'] = [
    { label: 'Day', value: `${days}, by ${view.dateType}` },
    ...(account === undefined ? [] : [{ label: 'Name', value: accountIdentifiers(account) }]),
    ...(connection === undefined ? [] : [{ label: 'Connection', value: connection }]),
  ];
  return fields(items);
}

/** The reply for a day that has not begun anywhere, with the line for today. */
export function futureReply(day: Day, line: string): Reply {
  const { sentence } = argFaults.future(day);
  return reply(sentence, [heading(sentence)], [{ label: line, line }]);
}

/** The reply for accounts that have no number, with the line for all accounts. */
export function noNumberReply(listed: readonly ListedAccount[], line: string): Reply {
  const [first] = listed;
  const called = first === undefined ? [] : accountIdentifiers(first.account);
  const shown: Content = [...called, summaryWords.noNumber];
  const plain = `${plainIdentifiers(called)}${summaryWords.noNumber}`;
  const actions: ReplyAction[] = [{ label: line, line }];
  return reply(plain, [heading(shown)], actions);
}

/** The reply for several matching accounts: what distinguishes them, and a line for each. */
export function severalReply(
  words: string,
  matched: readonly Candidate<ListedAccount>[],
  question: Omit<Parameters<typeof choiceActions<ListedAccount>>[0], 'sought'>,
): Reply {
  const listed = matched.map(({ value }) => value);
  const { shown, plain } = severalMatch(
    words,
    matched.length,
    summaryWords.sought,
    question.context.reader.locale,
  );
  const columns = [...identityColumns(listed), stateColumn, ...ownerColumns(listed)];
  const blocks = [heading(shown), grid(listed, columns, { paged: true })];
  return reply(plain, blocks, choiceActions(question, matched));
}
