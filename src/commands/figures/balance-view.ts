import type { ListedAccount } from '../../core/figures/accounts.ts';
import type { Headroom } from '../../core/figures/headroom.ts';
import { isLow, warnBelowShare } from '../../core/figures/headroom.ts';
import { accountIdentifiers } from '../../core/figures/identifiers.ts';
import { counted, firstFew } from '../../core/figures/text.ts';
import type { ListedWallet } from '../../core/figures/wallets.ts';
import { formatCount } from '../../core/format/format.ts';
import { line, pieces, text } from '../../core/reply/build.ts';
import type { GridColumn } from '../../core/reply/grid.ts';
import { grid } from '../../core/reply/grid.ts';
import type { Block, TableBlock } from '../../core/reply/types.ts';
import {
  figureColumn,
  identityColumns,
  noteColumn,
  ownerColumns,
  shareOfLimit,
  stateColumn,
} from '../shared/account-view.ts';
import { nameOwners } from '../shared/source-view.ts';
import { walletColumns } from '../shared/wallet-view.ts';

export const balanceWords = {
  what: 'balances or limits',
  sought: {
    one: 'account or wallet',
    many: 'accounts and wallets',
    anyOf: 'account, wallet, connection or operator',
  },
};

/** `1 of 3 limits below 10 %; 4 balances in 4 currencies` */
export function balanceHeadline(
  headrooms: readonly Headroom[],
  balances: readonly ListedWallet[],
  isMissing: boolean,
  locale: string,
): string {
  const currencies = new Set(balances.map(({ wallet }) => wallet.currency)).size;
  const inCurrencies = counted(currencies, 'currency', locale, 'currencies');
  const held =
    balances.length === 0 ? [] : [`${counted(balances.length, 'balance', locale)} in ${inCurrencies}`];
  const sentence = [...limitsWords(headrooms, locale), ...held];
  if (sentence.length > 0) return sentence.join('; ');
  return isMissing ? 'no figure could be read' : 'no balances and no limits: the providers list none';
}

function limitsWords(headrooms: readonly Headroom[], locale: string): readonly string[] {
  if (headrooms.length === 0) return [];
  const known = headrooms.filter(({ kind }) => kind === 'known');
  const unknown = headrooms.filter(({ kind }) => kind === 'unknown').length;
  const tail = unknown === 0 ? '' : `, ${formatCount(unknown, locale)} more unknown`;
  if (known.length === 0) return [unknown === 0 ? 'no limit known' : `what is left is unknown${tail}`];
  const low = known.filter(isLow).length;
  const limits = `${counted(known.length, 'limit', locale)} below ${warnBelowShare} %`;
  return [`${low === 0 ? 'none' : formatCount(low, locale)} of ${limits}${tail}`];
}

/** The rows of `/balance`. */
export type HeldBalance =
  | { readonly kind: 'account'; readonly listed: ListedAccount; readonly headroom: Headroom }
  | { readonly kind: 'wallet'; readonly listed: ListedWallet };

/** An account with its headroom. */
export interface Measured extends ListedAccount {
  readonly headroom: Headroom;
}

/** The table of accounts in the given order: lowest headroom first. */
export function limitTable(accounts: readonly Measured[], locale: string): TableBlock {
  return grid(accounts, limitColumns(accounts, locale), { paged: true });
}

/** The table of accounts and wallets together, each figure under its own name. */
export function heldTable(held: readonly HeldBalance[], locale: string): TableBlock {
  const accounts = held.flatMap((each) => (each.kind === 'account' ? [measuredOf(each)] : []));
  const wallets = held.flatMap((each) => (each.kind === 'wallet' ? [each.listed] : []));
  const columns = new Map<string, GridColumn<HeldBalance>>();
  const add = (column: GridColumn<HeldBalance>) => {
    const first = columns.get(column.label);
    const cell = (each: HeldBalance) => first?.cell(each) ?? column.cell(each);
    columns.set(column.label, { ...column, priority: first?.priority ?? column.priority, cell });
  };
  for (const column of limitColumns(accounts, locale)) {
    add({ ...column, cell: (each) => (each.kind === 'account' ? column.cell(measuredOf(each)) : undefined) });
  }
  for (const column of walletColumns(wallets)) {
    const label = column.label === 'Wallet' ? 'Account' : column.label;
    add({
      ...column,
      label,
      cell: (each) => (each.kind === 'wallet' ? column.cell(each.listed) : undefined),
    });
  }
  const places = nameOwners([...new Set(held.map(({ listed }) => listed.source))]);
  add({ label: 'Operator', priority: 6, cell: ({ listed }) => places.operator(listed.source) });
  add({ label: 'Connection', priority: 7, cell: ({ listed }) => places.connection(listed.source) });
  const place = ({ label }: GridColumn<HeldBalance>) => heldOrder.indexOf(label);
  const ordered = [...columns.values()].sort((a, b) => place(a) - place(b));
  return grid(held, ordered, { paged: true });
}

const heldOrder = [
  ...['Account', 'UPI id', 'Account number', 'Available', 'Of limit', 'Balance', 'Currency', 'Limit', 'Used'],
  ...['State', 'Name', 'Type', 'Operator', 'Connection', 'Note'],
];

export function measuredOf({ listed, headroom }: Extract<HeldBalance, { kind: 'account' }>): Measured {
  return { source: listed.source, account: listed.account, headroom };
}

function limitColumns(accounts: readonly Measured[], locale: string): readonly GridColumn<Measured>[] {
  return [
    ...identityColumns(accounts).slice(0, 3),
    figureColumn('available', 1),
    {
      label: 'Of limit',
      priority: 2,
      align: 'right',
      cell: ({ headroom }) => shareOfLimit(headroom, locale),
    },
    figureColumn('limit', 3),
    figureColumn('used', 4),
    stateColumn,
    ...ownerColumns(accounts),
    noteColumn,
  ];
}

/** The note about accounts without a known limit, with their names if they are few. */
export function noLimitBlocks(accounts: readonly ListedAccount[], locale: string): readonly Block[] {
  if (accounts.length === 0) return [];
  const names = accounts.map(({ account }) => accountIdentifiers(account));
  const head = `No limit known for ${counted(accounts.length, 'account', locale)}: `;
  const tail = accounts.length > maxNames ? ['. All: ', line('/accounts')] : ['.'];
  return [text([head, ...pieces(firstFew(names, maxNames, locale)), ...tail])];
}

const maxNames = 5;
