import type { Currency } from '../../core/money/money.ts';
import type { ListNote, StatusTotal, Summary } from '../../core/provider/provider.ts';
import { figureOf, isObject, parseAs, readList, readText, unreadable } from '../../core/provider/wire.ts';
import { enterLimit, enterState } from './accounts.ts';
import { type BookListing, createBook } from './book.ts';
import { foreignAnswer, namelessAnswer } from './errors.ts';
import { createColumns } from './figures.ts';
import {
  isNothing,
  limitsWire,
  notAsDocumented,
  operatorWire,
  readEnvelope,
  readGroups,
  totalWire,
} from './wire.ts';

/**
 * Reads the accounts of an account status. The group that lists an account decides its state; an account in both
 * groups is returned once, as active.
 */
export function readStatus(answer: unknown, currency: Currency): BookListing {
  const data = dataIn(answer);
  if (data === undefined) return { accounts: [], notes: [] };
  if (!isObject(data)) throw notAsDocumented();
  const groups = readGroups(data);
  if (groups.active === undefined && groups.inactive === undefined) throw notAsDocumented();
  const book = createBook();
  const columns = createColumns(currency);
  const notes: ListNote[] = [];
  for (const state of ['active', 'inactive'] as const) {
    const { count, rows = [] } = groups[state] ?? {};
    if (count !== undefined && count !== rows.length) {
      notes.push({ kind: 'count-differs', state, said: count, listed: rows.length });
    }
    for (const row of rows) enterState(book, columns, row, state);
  }
  return book.list(notes);
}

/** Reads the accounts of a P2P accounts response. Throws unless it is about the operator with this e-mail. */
export function readLimits(answer: unknown, currency: Currency, email: string): BookListing {
  const { operator, wallets } = parseAs(limitsWire, answer);
  const owner = isObject(operator) ? parseAs(operatorWire, operator).email : undefined;
  if (owner === undefined) throw namelessAnswer();
  if (owner.toLowerCase() !== email.toLowerCase()) throw foreignAnswer();
  if (wallets !== undefined && wallets !== null && !isObject(wallets) && !isNothing(wallets)) {
    throw notAsDocumented();
  }
  const book = createBook();
  const columns = createColumns(currency);
  for (const [key, value] of Object.entries(wallets ?? {})) {
    const group = readText(key);
    // A value that is not a list counts as one unreadable row.
    for (const row of readList(value) ?? [value]) enterLimit(book, columns, row, group);
  }
  return book.list([]);
}

/** Reads the totals of a summary, in the provider's order. */
export function readSummary(answer: unknown, currency: Currency): Summary {
  const data = dataIn(answer);
  if (data === undefined) return { totals: [], empty: true };
  if (!isObject(data)) throw notAsDocumented();
  const totals = Object.entries(data).map(([status, value]) => readTotal(status, value, currency));
  return { totals, empty: false };
}

/** Reads the total of one status. The key in `data` is the status if the row has none. */
function readTotal(key: string, value: unknown, currency: Currency): StatusTotal {
  const named = readText(key) ?? '(no name)';
  if (!isObject(value)) return { status: named, requested: unreadable, received: unreadable };
  const { count, requested, received, status = named } = parseAs(totalWire, value);
  return {
    status,
    ...(count !== undefined && { count }),
    requested: figureOf(requested, currency),
    received: figureOf(received, currency),
  };
}

/** Returns `data` of a response; undefined if the provider reports that there is nothing. */
function dataIn(answer: unknown): unknown {
  if (!isObject(answer)) throw notAsDocumented();
  const { data, message } = readEnvelope(answer);
  if (isNothing(data)) return undefined;
  if (data !== undefined && data !== null) return data;
  // Without `data` only the documented message means “nothing”: a cut or changed response must not look empty.
  if (/^no wallets found/i.test(message)) return undefined;
  throw notAsDocumented();
}
