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
 * The accounts of an account-status answer. The group that lists an account decides its state; an account in both
 * groups is shown once, as active.
 */
export function readStatus(answer: unknown, currency: Currency): BookListing {
  const found = dataIn(answer);
  if (found === undefined) return { accounts: [], notes: [] };
  if (!isObject(found)) throw notAsDocumented();
  const groups = readGroups(found);
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

/** The accounts of a P2P-accounts answer. It must be about the operator with this e-mail. */
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
    // What is no list of rows counts as one row that could not be read.
    for (const row of readList(value) ?? [value]) enterLimit(book, columns, row, group);
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
  const { count, requested, received, status = named } = parseAs(totalWire, value);
  return {
    status,
    ...(count !== undefined && { count }),
    requested: figureOf(requested, currency),
    received: figureOf(received, currency),
  };
}

/** `data` of an answer, or undefined when it says that there is nothing. */
function dataIn(answer: unknown): unknown {
  if (!isObject(answer)) throw notAsDocumented();
  const { data, message } = readEnvelope(answer);
  if (isNothing(data)) return undefined;
  if (data !== undefined && data !== null) return data;
  // Without `data` only the documented words say “nothing”: a cut or changed answer must not look like it.
  if (/^no wallets found/i.test(message)) return undefined;
  throw notAsDocumented();
}
