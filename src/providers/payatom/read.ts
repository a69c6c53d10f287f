import { WatchError } from '../../core/errors.ts';
import type { Currency } from '../../core/money.ts';
import type {
  Account,
  AccountList,
  AccountState,
  ListNote,
  StatusTotal,
  Summary,
} from '../../core/provider.ts';
import { figureOf, isObject, readAs, readList, readText, unreadable } from '../../core/wire.ts';
import { foreignAnswer, namelessAnswer } from './errors.ts';
import { readFigures } from './figures.ts';
import {
  envelopeWire,
  groupsWire,
  isNothing,
  limitsWire,
  operatorWire,
  type Row,
  readRow,
  totalWire,
} from './wire.ts';

/**
 * The accounts of an account-status answer. The group that lists an account decides its state; an account in both
 * groups is shown once, as active.
 */
export function readStatus(answer: unknown, currency: Currency): AccountList {
  const found = dataIn(answer);
  if (found === undefined) return { accounts: [], notes: [] };
  const groups = readAs(groupsWire, found);
  if (groups.active === undefined && groups.inactive === undefined) throw notAsDocumented();
  const book = createBook();
  const notes: ListNote[] = [];
  for (const state of ['active', 'inactive'] as const) {
    const { count, accounts = [] } = groups[state] ?? {};
    if (count !== undefined && count !== accounts.length) {
      notes.push({ kind: 'count-differs', state, said: count, listed: accounts.length });
    }
    for (const value of accounts) book.add(value, state, (draft, row) => stateAccount(draft, row, currency));
  }
  return book.list(notes);
}

/** The accounts of a P2P-accounts answer. It must be about the operator with this e-mail. */
export function readLimits(answer: unknown, currency: Currency, email: string): AccountList {
  const { operator, wallets } = readAs(limitsWire, answer);
  const owner = isObject(operator) ? readAs(operatorWire, operator).email : undefined;
  if (owner === undefined) throw namelessAnswer();
  if (owner.toLowerCase() !== email.toLowerCase()) throw foreignAnswer();
  if (wallets !== undefined && wallets !== null && !isObject(wallets) && !isNothing(wallets)) {
    throw notAsDocumented();
  }
  const book = createBook();
  for (const [key, value] of Object.entries(wallets ?? {})) {
    const group = readText(key);
    // What is no list of rows counts as one row that could not be read.
    for (const entry of readList(value) ?? [value]) {
      book.add(entry, 'not-given', (draft, row) => {
        if (group !== undefined) draft.group = group;
        Object.assign(draft, readFigures(row, currency, 'minimum'));
      });
    }
  }
  return book.list([]);
}

/** The transactions of a summary answer, in the provider's order. */
export function readSummary(answer: unknown, currency: Currency): Summary {
  const found = dataIn(answer);
  if (found === undefined) return { totals: [], empty: true };
  if (!isObject(found)) throw notAsDocumented();
  const totals = Object.entries(found).map(([status, value]) => readTotal(status, value, currency));
  return { totals, empty: false };
}

/** The row names its status; where it does not, its key in `data` does. */
function readTotal(key: string, value: unknown, currency: Currency): StatusTotal {
  const named = readText(key) ?? '(no name)';
  if (!isObject(value)) return { status: named, requested: unreadable, received: unreadable };
  const { count, requested, received, status = named } = readAs(totalWire, value);
  return {
    status,
    ...(count !== undefined && { count }),
    requested: figureOf(requested, currency),
    received: figureOf(received, currency),
  };
}

/** `data` of an answer, or undefined when it says that there is nothing. */
function dataIn(answer: unknown): unknown {
  const { data, message = '' } = readAs(envelopeWire, answer);
  if (isNothing(data)) return undefined;
  if (data !== undefined && data !== null) return data;
  // Without `data` only the documented words say “nothing”: a cut or changed answer must not look like it.
  if (/^no wallets found/i.test(message)) return undefined;
  throw notAsDocumented();
}

/** An account in the making: rows are many, so nothing of it is copied on the way. */
type Draft = { -readonly [K in keyof Account]: Account[K] };

function draftOf(key: string, { name, upi, number, phone, bank }: Row, state: AccountState): Draft {
  const draft: Draft = { key, name: name ?? upi ?? number ?? phone ?? '', state, figures: {}, notes: [] };
  if (upi !== undefined) draft.upi = upi;
  if (number !== undefined) draft.number = number;
  if (phone !== undefined) draft.phone = phone;
  if (bank !== undefined) draft.bank = bank;
  return draft;
}

function stateAccount(draft: Draft, row: Row, currency: Currency): void {
  const usage = row.usage?.toLowerCase();
  const tracked = usage === 'enabled' ? true : usage === 'not enabled' ? false : undefined;
  if (tracked !== undefined) draft.usageTracked = tracked;
  if (tracked !== false) Object.assign(draft, readFigures(row, currency, 'rolling'));
  if (row.status === undefined || row.status.toLowerCase() === draft.state) return;
  draft.notes = [{ kind: 'status-differs', text: row.status }, ...draft.notes];
}

/** Accounts as they are listed: each under a key of its own, and the rows that could not be read. */
function createBook() {
  const accounts = new Map<string, Account>();
  let lost = 0;
  return {
    add(value: unknown, state: AccountState, complete: (draft: Draft, row: Row) => void): void {
      const row = isObject(value) ? readRow(value) : undefined;
      const key = row === undefined ? undefined : keyOf(row);
      if (row === undefined || key === undefined) {
        lost += 1;
        return;
      }
      const draft = draftOf(key, row, state);
      complete(draft, row);
      const known = accounts.get(key);
      if (known === undefined) {
        accounts.set(key, draft);
        return;
      }
      if (known.state !== state && isSame(known, draft)) {
        const isNoted = known.notes.some(({ kind }) => kind === 'in-both-groups');
        if (!isNoted) accounts.set(key, { ...known, notes: [...known.notes, { kind: 'in-both-groups' }] });
        return;
      }
      draft.key = freeKey(key, accounts);
      accounts.set(draft.key, draft);
    },
    list(notes: readonly ListNote[]): AccountList {
      const lostNote: readonly ListNote[] = lost === 0 ? [] : [{ kind: 'rows-unreadable', count: lost }];
      return { accounts: [...accounts.values()], notes: [...notes, ...lostNote] };
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

/** Of the provider's own ids the most telling. One phone may carry several wallets, so its name goes with it. */
function keyOf({ upi, number, phone, name }: Row): string | undefined {
  if (upi !== undefined) return `upi:${folded(upi)}`;
  if (number !== undefined) return `number:${folded(number).replaceAll('-', '')}`;
  if (phone !== undefined) return `phone:${folded(phone).replaceAll('-', '')}:${folded(name ?? '')}`;
  return name === undefined ? undefined : `name:${folded(name)}`;
}

function folded(text: string): string {
  return isFolded(text) ? text : text.toLowerCase().replace(/\s+/g, '');
}

/** Printable ASCII without a capital or a blank stays as it is. */
function isFolded(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code > 0x7e || (code >= 0x41 && code <= 0x5a)) return false;
  }
  return true;
}

function freeKey(key: string, taken: ReadonlyMap<string, unknown>): string {
  let free = key;
  for (let times = 2; taken.has(free); times++) free = `${key}#${times}`;
  return free;
}

function notAsDocumented(): WatchError {
  return new WatchError('malformed', { looksLike: 'json' });
}
