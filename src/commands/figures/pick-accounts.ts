import type { AccountListing, ListedAccount } from '../../core/figures/accounts.ts';
import type { Source } from '../../core/figures/source.ts';
import type { Day } from '../../core/time/day.ts';
import { accountCandidate } from '../shared/candidates.ts';
import type { Candidate, Scope } from '../shared/target.ts';
import { findTargets, matching } from '../shared/target.ts';
import type { SummaryJob } from './summary-jobs.ts';
import { summaryJobs } from './summary-jobs.ts';

/** The accounts that a summary covers. */
export type AccountSelection =
  /** Every account of some connections. `without`: accounts that have no number to ask by. */
  | {
      readonly kind: 'every';
      readonly sources: readonly Source[];
      readonly jobs: readonly SummaryJob[];
      readonly without: readonly ListedAccount[];
    }
  /** One account number; at several connections only when no list contains it. */
  | { readonly kind: 'one'; readonly jobs: readonly SummaryJob[]; readonly isListed: boolean }
  | {
      readonly kind: 'several';
      readonly words: string;
      readonly candidates: readonly Candidate<ListedAccount>[];
    }
  | { readonly kind: 'no-number'; readonly listed: readonly ListedAccount[] }
  | { readonly kind: 'none'; readonly words: string; readonly isPlace: boolean };

/** The length from which digits are a whole number that may be asked for even if no list contains it. */
const wholeNumber = 6;

/** Selects the accounts that the typed digits or words mean. */
export function pickAccounts(
  digits: string | undefined,
  scope: Scope,
  { listed }: AccountListing,
  dayOf: (source: Source) => Day,
): AccountSelection {
  const candidates = listed.map(accountCandidate);
  if (digits === undefined) {
    const found = findTargets(scope, candidates);
    switch (found.kind) {
      case 'none':
        return { kind: 'none', words: found.words, isPlace: false };
      case 'all': {
        const values = found.candidates.map(({ value }) => value);
        return { kind: 'every', sources: found.sources, ...summaryJobs(values, dayOf) };
      }
      case 'matched':
        return pickOne(found.words, found.candidates, dayOf);
    }
  }
  const place = findTargets<ListedAccount>(scope, []);
  if (place.kind !== 'all') return { kind: 'none', words: place.words, isPlace: true };
  const numbered = candidates
    .filter(({ source }) => place.sources.includes(source))
    .map((candidate): Candidate<ListedAccount> => {
      const { number } = candidate.value.account;
      return { ...candidate, ids: [], names: [], numbers: number === undefined ? [] : [number] };
    });
  const matched = matching(digits, numbered);
  if (matched.length > 0) return pickOne(digits, matched, dayOf);
  if (digits.length < wholeNumber) return { kind: 'none', words: digits, isPlace: false };
  const jobs = place.sources.map((source) => ({ source, number: digits, day: dayOf(source), listed: [] }));
  return { kind: 'one', jobs, isListed: false };
}

function pickOne(
  words: string,
  matched: readonly Candidate<ListedAccount>[],
  dayOf: (source: Source) => Day,
): AccountSelection {
  const listed = matched.map(({ value }) => value);
  const { jobs } = summaryJobs(listed, dayOf);
  if (jobs.length === 0) return { kind: 'no-number', listed };
  return jobs.length === 1
    ? { kind: 'one', jobs, isListed: true }
    : { kind: 'several', words, candidates: matched };
}
