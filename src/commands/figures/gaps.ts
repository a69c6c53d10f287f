import { groupBy } from '../../core/async/group-by.ts';
import type { Context } from '../../core/command/command.ts';
import { explainFault } from '../../core/errors/text.ts';
import type { ListedAccount } from '../../core/figures/accounts.ts';
import { accountIdentifiers } from '../../core/figures/identifiers.ts';
import { counted, firstFew } from '../../core/figures/text.ts';
import { identifier, note, pieces, text } from '../../core/reply/build.ts';
import type { Block, Content } from '../../core/reply/types.ts';
import { nameOwners } from '../shared/source-view.ts';
import type { JobResult, SummaryJob } from './summary-jobs.ts';
import { summaryWords } from './summary-table.ts';

/** The note about accounts for which the provider reports nothing. */
export function emptyBlocks(empty: readonly JobResult[], of: number, locale: string): readonly Block[] {
  if (empty.length === 0) return [];
  if (empty.length === of) return [text(summaryWords.nothing)];
  const named = firstFew(
    empty.map(({ job }) => jobName(job)),
    maxNames,
    locale,
  );
  const head = `Nothing found for ${counted(empty.length, 'account', locale)} (`;
  const tail =
    '): no transactions, or the provider does not know the account (its answer is the same in both cases).';
  return [text([head, ...pieces(named), tail])];
}

/** The notes about accounts that were not asked or failed, with the reason, and with names if they are few. */
export function gapBlocks(
  outcomes: readonly JobResult[],
  without: readonly ListedAccount[],
  { sources, reader }: Context,
): readonly Block[] {
  const { locale } = reader;
  const places = nameOwners(sources);
  const faults = outcomes.flatMap(({ job, reading }) => {
    return reading.kind === 'fail'
      ? [{ job, why: explainFault(reading.fault), reason: reading.fault.reason }]
      : [];
  });
  const groups = groupBy(faults, ({ job, why }) => `${places.label(job.source)}\n${why}`);
  const failed = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const verb = first.reason === 'not-asked' ? 'not asked' : 'failed';
    const head = `${places.label(first.job.source)}: ${counted(group.length, 'account', locale)} ${verb} (`;
    const names = firstFew(
      group.map(({ job }) => jobName(job)),
      maxNames,
      locale,
    );
    const why = first.reason === 'not-asked' ? 'The time ran out.' : first.why;
    return [note('problem', [head, ...pieces(names), `): ${why}`])];
  });
  if (without.length === 0) return failed;
  const names = firstFew(
    without.map(({ account }) => accountIdentifiers(account)),
    maxNames,
    locale,
  );
  const head = `${counted(without.length, 'account', locale)} not asked, no account number: `;
  return [...failed, note('info', [head, ...pieces(names), '.'])];
}

const maxNames = 5;

function jobName({ listed, number }: SummaryJob): Content {
  const account = listed[0]?.account;
  return account === undefined ? identifier('account', number) : accountIdentifiers(account);
}
