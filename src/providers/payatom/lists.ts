import { lazy } from '../../core/async/lazy.ts';
import type {
  AccountList,
  Ask,
  ListNote,
  ListValidator,
  NoQuery,
  UnchangedList,
} from '../../core/provider/provider.ts';
import type { BookListing } from './book.ts';
import type { Said } from './calls.ts';

/** What is kept of a list that was read: enough to know it again. */
interface Known {
  readonly validator: ListValidator;
  readonly notes: readonly ListNote[];
}

/**
 * A question for a list of accounts. Between two of its polls most operators had no payment: an answer that is the
 * same to the letter as the last one that was read well is read when somebody wants its accounts, and mostly nobody does.
 */
export function createLists(
  put: (ask: Ask, known: string | undefined) => Promise<Said>,
  read: (answer: unknown) => BookListing,
): (query: NoQuery, ask: Ask) => Promise<AccountList | UnchangedList> {
  let last: Known | undefined;
  return async (_, ask) => {
    if (ask.marked !== true) return read((await put(ask, undefined)).value());
    const known = last;
    const { print, value } = await put(ask, known?.validator.fingerprint);
    if (known?.validator.fingerprint === print()) {
      return { ...known, read: lazy(() => read(value()).accounts) };
    }
    const { accounts, notes } = read(value());
    const validator: ListValidator = { fingerprint: print(), rows: accounts.length };
    last = { validator, notes };
    return { accounts, notes, validator };
  };
}
