import { once } from '../../core/async/lazy.ts';
import type {
  AccountList,
  Ask,
  ListMark,
  ListNote,
  NoQuery,
  SameList,
} from '../../core/provider/provider.ts';
import type { Listing } from './book.ts';
import type { Said } from './calls.ts';

/** What is kept of a list that was read: enough to know it again. */
interface Known {
  readonly mark: ListMark;
  readonly notes: readonly ListNote[];
}

/**
 * A question for a list of accounts. Between two of its polls most operators had no payment: an answer that is the
 * same to the letter as the last one that was read well is read when somebody wants its accounts, and mostly nobody does.
 */
export function createLists(
  put: (ask: Ask, known: string | undefined) => Promise<Said>,
  read: (answer: unknown) => Listing,
): (query: NoQuery, ask: Ask) => Promise<AccountList | SameList> {
  let last: Known | undefined;
  return async (_, ask) => {
    if (ask.marked !== true) return read((await put(ask, undefined)).value());
    const known = last;
    const { print, value } = await put(ask, known?.mark.print);
    if (known?.mark.print === print()) {
      return { ...known, read: once(() => read(value()).accounts) };
    }
    const { accounts, notes } = read(value());
    const mark: ListMark = { print: print(), rows: accounts.length };
    last = { mark, notes };
    return { accounts, notes, mark };
  };
}
