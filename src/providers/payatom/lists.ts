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
import type { PayatomResponse } from './calls.ts';

/** The last successfully read list: its validator and its notes. */
interface KnownList {
  readonly validator: ListValidator;
  readonly notes: readonly ListNote[];
}

/**
 * Creates the conditional read of an account list. Between two polls most operators had no payment, so most responses
 * repeat the last one: such a response is parsed only if its accounts are read, which is rare.
 */
export function createLists(
  send: (ask: Ask, knownFingerprint: string | undefined) => Promise<PayatomResponse>,
  read: (answer: unknown) => BookListing,
): (query: NoQuery, ask: Ask) => Promise<AccountList | UnchangedList> {
  let last: KnownList | undefined;
  return async (_, ask) => {
    if (ask.marked !== true) return read((await send(ask, undefined)).value());
    const known = last;
    const { fingerprint, value } = await send(ask, known?.validator.fingerprint);
    if (known?.validator.fingerprint === fingerprint()) {
      return { ...known, read: lazy(() => read(value()).accounts) };
    }
    const { accounts, notes } = read(value());
    const validator: ListValidator = { fingerprint: fingerprint(), rows: accounts.length };
    last = { validator, notes };
    return { accounts, notes, validator };
  };
}
