import type { Context } from '../../core/command/command.ts';
import type { AccountListing, ListedAccount } from '../../core/figures/accounts.ts';
import type { Headroom } from '../../core/figures/headroom.ts';
import { amountOf, availableOf, headroomOf, remainingOf } from '../../core/figures/headroom.ts';
import { accountIdentifiers, plainIdentifiers } from '../../core/figures/identifiers.ts';
import {
  computedSentences,
  counted,
  figureLabels,
  figureText,
  joined,
  shareText,
  stateWords,
} from '../../core/figures/text.ts';
import { formatCount, formatMoney } from '../../core/format/format.ts';
import type {
  Account,
  AccountNote,
  AccountState,
  Figure,
  FigureKind,
  ListNote,
} from '../../core/provider/provider.ts';
import { amount, fields, heading, identifier, note, pieces, reply, text } from '../../core/reply/build.ts';
import type { GridColumn } from '../../core/reply/grid.ts';
import type { Block, Content, FieldsBlock, Reply } from '../../core/reply/types.ts';
import type { OwnerNames, Read } from './source-view.ts';
import { closingBlocks, nameOwners } from './source-view.ts';

export const accountWords = {
  what: 'account lists',
  sought: { one: 'account', many: 'accounts', anyOf: 'account, connection or operator' },
  noState: (count: number, locale: string) =>
    `${counted(count, 'account', locale)} with no state given ${count === 1 ? 'is' : 'are'} left out.`,
};

/** The headline: `2 active, 1 inactive, 4 state not given`. */
export function accountsHeadline(
  accounts: readonly Account[],
  asked: 'active' | 'inactive' | 'all',
  isMissing: boolean,
  locale: string,
): string {
  if (accounts.length === 0) {
    return isMissing ? 'no account list could be read' : 'no accounts: the provider lists none';
  }
  if (asked === 'all') return stateCounts(accounts, locale);
  const count = accounts.filter(({ state }) => state === asked).length;
  if (count === 0) return `none of ${counted(accounts.length, 'account', locale)} is ${asked}`;
  return `${formatCount(count, locale)} ${asked} ${count === 1 ? 'account' : 'accounts'}`;
}

function stateCounts(accounts: readonly Account[], locale: string): string {
  const words: Record<AccountState, string> = { ...stateWords, 'not-given': 'state not given' };
  const states = ['active', 'inactive', 'not-given'] as const;
  return states
    .map((state) => ({ state, count: accounts.filter((account) => account.state === state).length }))
    .filter(({ state, count }) => count > 0 || state !== 'not-given')
    .map(({ state, count }) => `${formatCount(count, locale)} ${words[state]}`)
    .join(', ');
}

/** The text of a list's note. */
function listNoteText(note: ListNote, locale: string): string {
  switch (note.kind) {
    case 'count-differs': {
      const [reported, listed] = [formatCount(note.said, locale), formatCount(note.listed, locale)];
      return `The provider counts ${reported} ${stateWords[note.state]} but lists ${listed}.`;
    }
    case 'rows-unreadable':
      return `${counted(note.count, 'row', locale)} could not be read and ${note.count === 1 ? 'is' : 'are'} left out.`;
  }
}

function accountNoteText(note: AccountNote): Content {
  switch (note.kind) {
    case 'status-differs':
      return `status given as “${note.text}”`;
    case 'available-differs':
      return ['available as given, but limit minus used minus rolling is ', amount(note.expected)];
    case 'over-limit':
      return 'over its limit';
    case 'in-both-groups':
      return 'listed as active and as inactive';
  }
}

/** The notes on an account as the text of a cell. Undefined when there are none. */
export function accountNotes(account: Account): Content | undefined {
  const notes: Content[] = account.notes.map(accountNoteText);
  if (account.usageTracked === false) notes.push('usage not tracked');
  else if (remainingOf(account).kind === 'no-limit') notes.push('no limit known');
  return notes.length === 0 ? undefined : joined(notes, '; ');
}

/** The cell of a figure: blank when the provider reports none, never an invented zero. */
function figureCell(account: Account, kind: FigureKind): Content | undefined {
  const figure: Figure | undefined = kind === 'available' ? availableOf(account) : account.figures[kind];
  if (figure === undefined) return undefined;
  if (account.usageTracked === false && figure.kind === 'missing' && figure.why === 'absent')
    return undefined;
  return figureText(figure);
}

export function figureColumn(kind: FigureKind, priority: number): GridColumn<ListedAccount> {
  const cell = ({ account }: ListedAccount) => figureCell(account, kind);
  return { label: figureLabels[kind], priority, align: 'right', cell };
}

const named = (value: string | undefined, of: 'upi' | 'account' | 'phone'): Content | undefined => {
  return value === undefined ? undefined : identifier(of, value);
};

/** The columns that identify an account. The UPI id only if some account's name differs from it. */
export function identityColumns(listed: readonly ListedAccount[]): readonly GridColumn<ListedAccount>[] {
  const upiElsewhere = listed.some(
    ({ account }) => account.upi !== undefined && account.upi !== account.name,
  );
  const upi = ({ account }: ListedAccount) => (upiElsewhere ? named(account.upi, 'upi') : undefined);
  return [
    { label: 'Account', priority: 1, cell: ({ account }) => accountIdentifiers(account) },
    { label: 'UPI id', priority: 5, cell: upi },
    { label: 'Account number', priority: 5, cell: ({ account }) => named(account.number, 'account') },
    { label: 'Phone', priority: 6, cell: ({ account }) => named(account.phone, 'phone') },
    { label: 'Bank', priority: 6, cell: ({ account }) => account.bank },
    { label: 'Kind', priority: 8, cell: ({ account }) => account.group },
  ];
}

export const stateColumn: GridColumn<ListedAccount> = {
  label: 'State',
  priority: 2,
  cell: ({ account }) => stateWords[account.state],
};

export const noteColumn: GridColumn<ListedAccount> = {
  label: 'Note',
  priority: 2,
  cell: ({ account }) => accountNotes(account),
};

/** The columns that name operator and connection; none if all rows have the same. */
export function ownerColumns(listed: readonly ListedAccount[]): readonly GridColumn<ListedAccount>[] {
  const places = nameOwners([...new Set(listed.map(({ source }) => source))]);
  return [
    { label: 'Operator', priority: 6, cell: ({ source }) => places.operator(source) },
    { label: 'Connection', priority: 7, cell: ({ source }) => places.connection(source) },
  ];
}

/** `70.0 % of limit`; undefined when there is no limit. */
export function shareOfLimit(headroom: Headroom, locale: string): string | undefined {
  return headroom.kind === 'known' && headroom.share !== undefined
    ? shareText(headroom.share, locale)
    : undefined;
}

/** The notes that explain the marks after computed amounts, if there are any. */
export function computedBlocks(accounts: readonly Account[]): readonly Block[] {
  const derivations = accounts
    .map(availableOf)
    .flatMap((figure) => (figure?.kind === 'computed' ? [figure.derivation] : []));
  return [...new Set(derivations)].sort().map((derivation) => text(computedSentences[derivation]));
}

/** The reply about one account. */
export function accountCard(listed: ListedAccount, read: Read, context: Context): Reply {
  const { account } = listed;
  const { locale } = context.reader;
  const called = accountIdentifiers(account);
  const available = amountOf(availableOf(account));
  const state = account.state === 'not-given' ? 'state not given' : stateWords[account.state];
  const figure = figureLabels.available.toLowerCase();
  const words = available === undefined ? state : `${state}, ${figure} ${formatMoney(available, locale)}`;
  const blocks = [
    heading([...called, `: ${words}`]),
    fields(accountFields(listed, locale, nameOwners(context.sources))),
    ...computedBlocks([account]),
    ...closingBlocks(read, context),
  ];
  return reply(`${plainIdentifiers(called)}: ${words}`, blocks);
}

function accountFields(listed: ListedAccount, locale: string, places: OwnerNames): FieldsBlock['items'] {
  const { account } = listed;
  const columns = [
    ...identityColumns([listed]).slice(1),
    stateColumn,
    ...(['available', 'limit', 'used', 'rolling', 'minimum'] as const).map((kind) => figureColumn(kind, 1)),
    { label: 'Operator', priority: 1, cell: () => places.operator(listed.source) },
    { label: 'Connection', priority: 1, cell: () => places.connection(listed.source) },
    noteColumn,
  ];
  const share = shareOfLimit(headroomOf(account), locale);
  return columns.flatMap(({ label, cell }) => {
    const value = cell(listed);
    if (value === undefined) return [];
    const isAvailable = label === figureLabels.available && share !== undefined;
    return [{ label, value: isAvailable ? [...pieces(value), ` (${share} of limit)`] : value }];
  });
}

/** The result of reading the accounts, with the notes of their lists. */
export function accountsRead({ parts, notes }: AccountListing, context: Context): Read {
  const places = nameOwners(context.sources);
  const blocks = notes.map(({ source, note: listNote }) => {
    const words = `${places.label(source)}: ${listNoteText(listNote, context.reader.locale)}`;
    return { source, block: note('warning', words) };
  });
  return { parts, failed: [], notes: blocks };
}
