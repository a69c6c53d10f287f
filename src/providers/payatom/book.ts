import type { Account, ListNote } from '../../core/provider/provider.ts';
import { folded } from './ids.ts';

/** The accounts of an answer, and what is odd about it. */
export interface BookListing {
  readonly accounts: readonly Account[];
  readonly notes: readonly ListNote[];
}

/** Accounts as they are listed: each under a key of its own, and the rows that could not be read. */
export interface Book {
  /** The account of the next row. Accounts of one key have one `id`, though others may have it, too. */
  add(id: string, account: Account): void;
  /** The next row could not be read. */
  lose(): void;
  list(notes: readonly ListNote[]): BookListing;
}

export function createBook(): Book {
  const accounts: Account[] = [];
  // Ids are hashed at half the cost of keys, which were only just put together.
  const ids = new Set<string>();
  /** Where each key stands; made when an id comes again, which it hardly ever does. */
  let places: Map<string, number> | undefined;
  let lost = 0;

  function append(account: Account): void {
    places?.set(account.key, accounts.length);
    accounts.push(account);
  }

  function addAgain(id: string, account: Account): void {
    places ??= new Map(accounts.map(({ key }, place) => [key, place]));
    const place = places.get(account.key);
    const known = place === undefined ? undefined : accounts[place];
    if (place === undefined || known === undefined) {
      append(account);
    } else if (known.state === account.state || !isSame(known, account)) {
      const end = freeEnd(account.key, places);
      ids.add(`${id}${end}`);
      append({ ...account, key: `${account.key}${end}` });
    } else if (!known.notes.some(({ kind }) => kind === 'in-both-groups')) {
      accounts[place] = { ...known, notes: [...known.notes, { kind: 'in-both-groups' }] };
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
 * Whether two accounts under one key are one. An id alone may be a placeholder that many share, and a name alone may
 * belong to two people.
 */
function isSame(a: Account, b: Account): boolean {
  const hasId = (a.upi ?? a.number ?? a.phone) !== undefined;
  return hasId && folded(a.name) === folded(b.name);
}

/** What makes a key its own that is taken as it is. */
function freeEnd(key: string, taken: ReadonlyMap<string, unknown>): string {
  let times = 2;
  while (taken.has(`${key}#${times}`)) times += 1;
  return `#${times}`;
}
