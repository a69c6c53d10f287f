import { eachLimit } from '../../core/async/each-limit.ts';
import { groupBy } from '../../core/async/group-by.ts';
import type { Context } from '../../core/command/command.ts';
import type { ListedAccount } from '../../core/figures/accounts.ts';
import type { QuerySession } from '../../core/figures/gather.ts';
import type { Source } from '../../core/figures/source.ts';
import type { Total } from '../../core/figures/totals.ts';
import { totalOf } from '../../core/figures/totals.ts';
import type { DateType, Reading, StatusTotal, Summary } from '../../core/provider/provider.ts';
import type { Day } from '../../core/time/day.ts';

/** One account number to ask at one connection. `listed`: its accounts; empty when only the number is known. */
export interface SummaryJob {
  readonly source: Source;
  readonly number: string;
  readonly day: Day;
  readonly listed: readonly ListedAccount[];
}

/** A job with its reading. */
export interface JobResult {
  readonly job: SummaryJob;
  readonly reading: Reading<Summary>;
}

/** One job for each distinct account number of each connection, and the accounts without a number. */
export function summaryJobs(
  listed: readonly ListedAccount[],
  dayOf: (source: Source) => Day,
): { readonly jobs: readonly SummaryJob[]; readonly without: readonly ListedAccount[] } {
  const jobs: SummaryJob[] = [];
  for (const group of groupBy(listed, ({ source }) => source).values()) {
    const numbered = group.flatMap((each) => {
      const { number } = each.account;
      return number === undefined ? [] : [{ number, each }];
    });
    for (const [number, same] of groupBy(numbered, (each) => each.number)) {
      const accounts = same.map(({ each }) => each);
      const [first] = accounts;
      if (first !== undefined) {
        jobs.push({ source: first.source, number, day: dayOf(first.source), listed: accounts });
      }
    }
  }
  return { jobs, without: listed.filter(({ account }) => account.number === undefined) };
}

/** Concurrent questions to one connection. */
const lanes = 4;

/** Runs every job, with bounded concurrency per connection. Reports progress when there are several. */
export async function runJobs(
  jobs: readonly SummaryJob[],
  dateType: DateType,
  questions: QuerySession,
  context: Pick<Context, 'progress'>,
): Promise<readonly JobResult[]> {
  const outcomes = new Map<SummaryJob, JobResult>();
  await Promise.all(
    [...groupBy(jobs, ({ source }) => source).values()].map((own) => {
      return eachLimit(own, lanes, async (job) => {
        const query = { account: job.number, day: job.day, dateType };
        outcomes.set(job, { job, reading: await questions.ask(job.source, 'summary', query) });
        if (jobs.length > 1) context.progress(outcomes.size, jobs.length);
      });
    }),
  );
  return jobs.flatMap((job) => outcomes.get(job) ?? []);
}

/** Whether the provider reports that there is nothing. */
export function isEmpty({ reading }: JobResult): boolean {
  return reading.kind !== 'fail' && (reading.data.empty || reading.data.totals.length === 0);
}

/** A count of transactions: the known part, and how many parts are missing. */
export interface CountTotal {
  readonly known: number;
  readonly missing: number;
}

/** The transactions of one status over all accounts. */
export interface StatusSum {
  readonly status: string;
  readonly count: CountTotal;
  readonly requested: Total;
  readonly received: Total;
}

/** The statuses of one currency in the order of the provider's document, and their sum. */
export interface CurrencySums {
  /** Undefined when neither the connection nor any figure names a currency. */
  readonly currency: string | undefined;
  readonly statuses: readonly StatusSum[];
  readonly all: Omit<StatusSum, 'status'>;
}

/** The share of transactions that succeeded, by count. Undefined when a count is missing or there are none. */
export interface SuccessRate {
  readonly good: number;
  readonly all: number;
}

/** The documented statuses in the provider's order. Other statuses are named in a note. */
const documented = ['Approved', 'Late Approved', 'Pending', 'User Timed Out', 'Cancelled'];
const successes = new Set(['approved', 'late approved']);

export function isDocumented(status: string): boolean {
  return documented.some((known) => folded(known) === folded(status));
}

/** Sums up the readings by currency: amounts of two currencies are never added. */
export function sumUp(outcomes: readonly JobResult[]): readonly CurrencySums[] {
  const rows = outcomes.flatMap(({ job, reading }) => {
    if (reading.kind === 'fail') return [];
    return reading.data.totals.map((total) => ({ total, currency: currencyOf(job.source, total) ?? '' }));
  });
  return [...groupBy(rows, ({ currency }) => currency)].map(([currency, own]) => {
    const totals = own.map(({ total }) => total);
    const groups = groupBy(totals, ({ status }) => folded(status));
    const statuses = [...groups.values()].map((group) => {
      return { status: group[0]?.status.trim() ?? '', ...sumOf(group) };
    });
    const sorted = statuses.sort((a, b) => rankOf(a.status) - rankOf(b.status));
    return { currency: currency === '' ? undefined : currency, statuses: sorted, all: sumOf(totals) };
  });
}

/** (Approved + Late Approved) / all. Counts of several currencies may be added, amounts may not. */
export function successRate(sums: readonly CurrencySums[]): SuccessRate | undefined {
  if (sums.some(({ all }) => all.count.missing > 0)) return undefined;
  const all = sums.reduce((total, sum) => total + sum.all.count.known, 0);
  if (all === 0) return undefined;
  const good = sums
    .flatMap(({ statuses }) => statuses)
    .filter(({ status }) => successes.has(folded(status)))
    .reduce((total, { count }) => total + count.known, 0);
  return { good, all };
}

function sumOf(totals: readonly StatusTotal[]): Omit<StatusSum, 'status'> {
  const counts = totals.map(({ count }) => count);
  return {
    count: {
      known: counts.reduce<number>((sum, count) => sum + (count ?? 0), 0),
      missing: counts.filter((count) => count === undefined).length,
    },
    requested: totalOf(totals.map(({ requested }) => requested)),
    received: totalOf(totals.map(({ received }) => received)),
  };
}

function currencyOf({ currency }: Source, { requested, received }: StatusTotal): string | undefined {
  const figure = [received, requested].find(({ kind }) => kind !== 'missing');
  return figure === undefined || figure.kind === 'missing' ? currency : figure.money.currency;
}

function rankOf(status: string): number {
  const rank = documented.findIndex((known) => folded(known) === folded(status));
  return rank < 0 ? documented.length : rank;
}

function folded(status: string): string {
  return status.trim().replace(/\s+/g, ' ').toLowerCase();
}
