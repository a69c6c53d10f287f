import type { Account, AccountNote } from '../../core/provider/provider.ts';
import { readText } from '../../core/provider/wire.ts';
import type { Book } from './book.ts';
import { type Columns, figuresOf, notesOn } from './figures.ts';
import { foldedId } from './ids.ts';
import { type PayatomRow, readRow } from './wire.ts';

const noFigures: Account['figures'] = {};
const noNotes: Account['notes'] = [];

/** Adds a row of the account status to the book. `value` is the row as received. */
export function enterState(book: Book, columns: Columns, value: unknown, state: 'active' | 'inactive'): void {
  const row = readRow(value);
  if (row === undefined) {
    book.lose();
    return;
  }
  const isTracked = trackedOf(row.usage_enable);
  const figures = isTracked === false ? noFigures : figuresOf(row, columns, 'rolling');
  const figureNotes = isTracked === false ? noNotes : notesOn(figures);
  const status = row.status === documented[state] ? undefined : readText(row.status);
  const differs = status !== undefined && status.toLowerCase() !== state;
  const notes = differs
    ? [{ kind: 'status-differs', text: status } satisfies AccountNote, ...figureNotes]
    : figureNotes;
  enter(book, row, state, isTracked, undefined, figures, notes);
}

/** Adds a row of the P2P accounts to the book. `value` is the row as received, listed under `group`. */
export function enterLimit(book: Book, columns: Columns, value: unknown, group: string | undefined): void {
  const row = readRow(value);
  if (row === undefined) {
    book.lose();
    return;
  }
  const figures = figuresOf(row, columns, 'minimum');
  enter(book, row, 'not-given', undefined, group, figures, notesOn(figures));
}

/** The documented spelling of a row's state. */
const documented = { active: 'Active', inactive: 'Inactive' } as const;

function trackedOf(value: unknown): boolean | undefined {
  switch (value === 'Enabled' ? 'enabled' : readText(value)?.toLowerCase()) {
    case 'enabled':
      return true;
    case 'not enabled':
      return false;
    default:
      return undefined;
  }
}

/**
 * Adds the account of a row, or counts the row as unreadable if nothing identifies it. All accounts have the same
 * fields in the same order, so that they share one hidden class: a list may have thousands.
 */
function enter(
  book: Book,
  row: PayatomRow,
  state: Account['state'],
  usageTracked: boolean | undefined,
  group: string | undefined,
  figures: Account['figures'],
  notes: Account['notes'],
): void {
  const named = readText(row.account_detail);
  const upi = readText(row.upi);
  const number = readText(row.account_no);
  const phone = readText(row.phone_number);
  const identifier = upi ?? number ?? phone ?? named;
  if (identifier === undefined) {
    book.lose();
    return;
  }
  const kind = upi ? 'upi' : number ? 'number' : phone ? 'phone' : 'name';
  const id = foldedId(kind, identifier, named);
  const bank = readText(row.bank);
  const key = `${kind}:${id}`;
  const name = named ?? identifier;
  book.add(id, { key, name, state, usageTracked, upi, number, phone, bank, group, figures, notes });
}
