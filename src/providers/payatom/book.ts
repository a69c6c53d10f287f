import type { Account, ListNote } from '../../core/provider/provider.ts';
import { folded } from './ids.ts';

/** The accounts of a response, and notes on its irregularities. */
export interface BookListing {
  readonly accounts: readonly Account[];
  readonly notes: readonly ListNote[];
}

/** Collects the accounts of a response. Assigns unique keys and counts unreadable rows. */
export interface Book {
  /** Adds the account of a row. Accounts with equal keys have equal ids; the reverse need not be true. */
  add(id: string, account: Account): void;
  /** Counts a row as unreadable. */
  lose(): void;
  list(notes: readonly ListNote[]): BookListing;
}

export function createBook(): Book {
  const accounts: Account[] = [];
  // V8 hashes these ids at half the cost of the keys, which are freshly concatenated strings.
  const ids = new Set<string>();
  /** Index of each key in `accounts`. Built at the first repeated id, which is rare. */
  let indexes: Map<string, number> | undefined;
  let lost = 0;

  function append(account: Account): void {
    indexes?.set(account.key, accounts.length);
    accounts.push(account);
  }

  function addAgain(id: string, account: Account): void {
    indexes ??= new Map(accounts.map(({ key }, index) => [key, index]));
    const index = indexes.get(account.key);
    const known = index === undefined ? undefined : accounts[index];
    if (index === undefined || known === undefined) {
      append(account);
    } else if (known.state === account.state || !isSame(known, account)) {
      const suffix = freeSuffix(account.key, indexes);
      ids.add(`${id}${suffix}`);
      append({ ...account, key: `${account.key}${suffix}` });
    } else if (!known.notes.some(({ kind }) => kind === 'in-both-groups')) {
      accounts[index] = { ...known, notes: [...known.notes, { kind: 'in-both-groups' }] };
    }
  }

  return {
    add(id, account) {
      const { size } = ids;
      if (ids.add(id).size > size) append(account);
      else addAgain(id, account);
    },
    lose() {
      lost += 1;
    },
    list(notes) {
      const lostNote: readonly ListNote[] = lost === 0 ? [] : [{ kind: 'rows-unreadable', count: lost }];
      return { accounts, notes: [...notes, ...lostNote] };
    },
  };
}

/**
 * Returns whether two rows with the same key are the same account. They need an identifier and the same name: an
 * identifier alone may be a placeholder that many rows share, and a name alone may belong to two people.
 */
function isSame(a: Account, b: Account): boolean {
  const hasId = (a.upi ?? a.number ?? a.phone) !== undefined;
  return hasId && folded(a.name) === folded(b.name);
}

/** Returns a suffix, `#2` or higher, that makes a key unique. */
function freeSuffix(key: string, taken: ReadonlyMap<string, unknown>): string {
  let times = 2;
  while (taken.has(`${key}#${times}`)) times += 1;
  return `#${times}`;
}
