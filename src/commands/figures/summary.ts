import type { DayArg } from '../../core/command/args.ts';
import { dateType, day, digits, target } from '../../core/command/args.ts';
import type { Context } from '../../core/command/command.ts';
import { defineCommand } from '../../core/command/command.ts';
import { renderLine } from '../../core/command-line/line.ts';
import type { AccountListing } from '../../core/figures/accounts.ts';
import { listAccounts } from '../../core/figures/accounts.ts';
import { createQuerySession } from '../../core/figures/gather.ts';
import type { Source } from '../../core/figures/source.ts';
import type { DateType } from '../../core/provider/provider.ts';
import { dateTypes } from '../../core/provider/provider.ts';
import type { Reply } from '../../core/reply/types.ts';
import type { Day } from '../../core/time/day.ts';
import { compareDays, dayAt, shiftDay } from '../../core/time/day.ts';
import { accountsRead } from '../shared/account-view.ts';
import { accountCandidate, accountLabel } from '../shared/candidates.ts';
import { noSourceReply } from '../shared/source-view.ts';
import type { Words } from '../shared/target.ts';
import { narrowToOwners, quoteIfAmbiguous } from '../shared/target.ts';
import { noMatchReply } from '../shared/target-view.ts';
import { pickAccounts } from './pick-accounts.ts';
import { runJobs } from './summary-jobs.ts';
import { summaryWords } from './summary-table.ts';
import { futureReply, noNumberReply, severalReply, summaryReply } from './summary-view.ts';

interface Args {
  readonly day: DayArg;
  readonly dateType: DateType;
  readonly account: string | undefined;
  readonly target: string | undefined;
}

export const summaryCommand = defineCommand({
  name: 'summary',
  aliases: ['sum'],
  summary: 'Transactions of one day by status, with the success rate',
  details: [
    'Without an account: all accounts that have a number. If something is missing, it is named and the result is a subtotal.',
    'Digits are an account number or its end. A day is DD-MM-YYYY, today or yesterday, in the time zone of the connection.',
    'action_date and c_date are the two dates of a transaction. The default is action_date.',
  ],
  examples: ['/summary', '/summary 31-12-2023 action_date', '/summary yesterday 6789'],
  args: { day: day(), dateType: dateType(), account: digits('account'), target: target() },
  need: () => ({ kind: 'role', role: 'viewer' }),
  async run(args, context) {
    const scope = narrowToOwners(context.sources, args.target);
    const all = renderLine('summary');
    const noSource = noSourceReply(context, scope.sources, ['summary'], summaryWords.what, all);
    if (noSource !== undefined) return noSource;

    const dayOf = (source: Source) => dayIn(args.day, source, context);
    const able = scope.sources.filter(({ can }) => can.summary !== undefined);
    const begun = able.filter((source) => compareDays(dayOf(source), today(source, context)) <= 0);
    const [first] = able;
    if (begun.length === 0 && first !== undefined) {
      return futureReply(dayOf(first), renderLine('summary', 'today', ...typeWords(args), ...whoWords(args)));
    }

    const questions = createQuerySession(context);
    const listing = await listAccounts(questions, begun);
    const picked = pickAccounts(args.account, { ...scope, sources: begun }, listing, dayOf);
    const otherWords = [...dayWords(args.day), ...typeWords(args)];
    switch (picked.kind) {
      case 'none':
        return noMatch(picked.words, picked.isPlace, otherWords, listing, context);
      case 'no-number':
        return noNumberReply(picked.listed, renderLine('summary', ...otherWords));
      case 'several':
        return severalReply(picked.words, picked.candidates, {
          command: 'summary',
          otherWords,
          context,
          scope,
          candidates: listing.listed.map(accountCandidate),
          labelOf: accountLabel,
        });
      case 'one': {
        const outcomes = await runJobs(picked.jobs, args.dateType, questions, context);
        return summaryReply({ picked, outcomes, dateType: args.dateType, listing, context });
      }
      case 'every': {
        const outcomes = await runJobs(picked.jobs, args.dateType, questions, context);
        const skipped = able.filter((source) => !begun.includes(source));
        const lacking = scope.sources.filter(({ can }) => can.summary === undefined);
        return summaryReply({
          picked,
          outcomes,
          dateType: args.dateType,
          listing,
          context,
          skipped: skipped.map((source) => ({ source, day: dayOf(source) })),
          lacking,
        });
      }
    }
  },
});

function today({ timeZone }: Source, { now }: Context): Day {
  return dayAt(now, timeZone);
}

function dayIn(asked: DayArg, source: Source, context: Context): Day {
  return asked.kind === 'day' ? asked.day : shiftDay(today(source, context), -asked.days);
}

/** The words of a line that name the day; none for today. */
function dayWords(asked: DayArg): Words {
  if (asked.kind === 'day') return [asked.day];
  return asked.days === 0 ? [] : ['yesterday'];
}

function typeWords(args: Args): Words {
  return args.dateType === 'action_date' ? [] : [args.dateType];
}

function whoWords({ account, target: typed }: Args): Words {
  return [
    ...(account === undefined ? [] : [account]),
    ...(typed === undefined ? [] : [quoteIfAmbiguous(typed)]),
  ];
}

function noMatch(
  words: string,
  isPlace: boolean,
  otherWords: Words,
  listing: AccountListing,
  context: Context,
): Reply {
  return noMatchReply(words, {
    command: 'summary',
    otherWords,
    context,
    candidates: isPlace ? [] : listing.listed.map(accountCandidate),
    sought: isPlace ? { ...summaryWords.sought, anyOf: 'connection or operator' } : summaryWords.sought,
    choices: ['today', 'yesterday', ...dateTypes],
    read: accountsRead(listing, context),
    // Lists the accounts with their numbers.
    all: renderLine('accounts'),
  });
}
