import type { Currency } from '../../core/money.ts';
import type { Account, AccountNote } from '../../core/provider.ts';
import { figuresOf, notesOn } from './figures.ts';
import type { Row } from './wire.ts';

const noFigures: Account['figures'] = {};
const noNotes: Account['notes'] = [];

/** The account of a row of the account status. */
export function stateAccount(row: Row, state: 'active' | 'inactive', currency: Currency): Account {
  const isTracked = trackedOf(row.usage);
  const figures = isTracked === false ? noFigures : figuresOf(row, currency, 'rolling');
  const odd = isTracked === false ? noNotes : notesOn(row, figures.available, currency);
  const { status } = row;
  const differs = status !== undefined && status !== documented[state] && status.toLowerCase() !== state;
  const notes = differs ? [{ kind: 'status-differs', text: status } satisfies AccountNote, ...odd] : odd;
  return accountOf(row, state, isTracked, undefined, figures, notes);
}

/** The account of a row of the P2P accounts, where it stands in this group. */
export function limitAccount(row: Row, group: string | undefined, currency: Currency): Account {
  const figures = figuresOf(row, currency, 'minimum');
  const notes = notesOn(row, figures.available, currency);
  return accountOf(row, 'not-given', undefined, group, figures, notes);
}

/** How the documents write the state of a row. */
const documented = { active: 'Active', inactive: 'Inactive' } as const;

function trackedOf(usage: string | undefined): boolean | undefined {
  switch (usage === 'Enabled' ? 'enabled' : usage?.toLowerCase()) {
    case 'enabled':
      return true;
    case 'not enabled':
      return false;
    default:
      return undefined;
  }
}

/** All accounts have the same fields in the same order: there are many, and so they cost the least. */
function accountOf(
  row: Row,
  state: Account['state'],
  usageTracked: boolean | undefined,
  group: string | undefined,
  figures: Account['figures'],
  notes: Account['notes'],
): Account {
  const { kind, id, name, upi, number, phone, bank } = row;
  return { key: `${kind}:${id}`, name, state, usageTracked, upi, number, phone, bank, group, figures, notes };
}
