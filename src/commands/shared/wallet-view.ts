import type { Context } from '../../core/command/command.ts';
import { identifiersIn, plainIdentifiers, walletIdentifiers } from '../../core/figures/identifiers.ts';
import { counted, figureLabels, figureText, joined, totalText, unknown } from '../../core/figures/text.ts';
import type { ListedWallet, Shortfall, WalletListing, WalletTotal } from '../../core/figures/wallets.ts';
import { formatCount, formatMoney } from '../../core/format/format.ts';
import { exceedsPrecision, isNegative, precisionOf } from '../../core/money/money.ts';
import { fields, heading, note, reply } from '../../core/reply/build.ts';
import type { GridColumn } from '../../core/reply/grid.ts';
import { grid } from '../../core/reply/grid.ts';
import type { Content, Reply, TableBlock } from '../../core/reply/types.ts';
import type { OwnerNames, Read } from './source-view.ts';
import { closingBlocks, nameOwners } from './source-view.ts';

export const walletWords = {
  what: 'wallets',
  sought: { one: 'wallet', many: 'wallets', anyOf: 'wallet, currency, connection or operator' },
  places: { one: 'connection', many: 'connections', anyOf: 'connection or operator' },
  noId: 'Which wallet? Write its id, which is all digits.',
  notFound: (id: string, places: string) => `No wallet ${id} at ${places}.`,
  notFoundYet: (id: string) => `No wallet ${id} was found at the connections that answered.`,
  several: (id: string, count: number, locale: string) =>
    `${formatCount(count, locale)} connections have a wallet ${id}. Choose one.`,
};

/** `3 wallets in 3 currencies`, `1 wallet in JPY` */
export function walletsHeadline(
  shown: readonly ListedWallet[],
  all: readonly ListedWallet[],
  asked: { readonly currency?: string | undefined; readonly name?: string | undefined },
  isMissing: boolean,
  locale: string,
): string {
  const named = asked.name === undefined ? '' : ` for the name “${asked.name}”`;
  const { currency } = asked;
  if (shown.length > 0 && currency !== undefined) {
    return `${counted(shown.length, 'wallet', locale)} in ${currency}${named}`;
  }
  if (shown.length > 0) {
    const currencies = counted(currenciesOf(shown).length, 'currency', locale, 'currencies');
    return `${counted(shown.length, 'wallet', locale)} in ${currencies}${named}`;
  }
  if (isMissing && all.length === 0) return 'no wallet could be read';
  if (currency === undefined) return `no wallets${named}`;
  const present = currenciesOf(all);
  return `no wallet in ${currency}${named}${present.length === 0 ? '' : `, only in ${present.join(', ')}`}`;
}

export function currenciesOf(listed: readonly ListedWallet[]): readonly string[] {
  return [...new Set(listed.map(({ wallet }) => wallet.currency))].sort();
}

/** The notes on a wallet as the text of a cell. Undefined when there are none. */
export function walletNotes({ wallet }: ListedWallet): Content | undefined {
  const notes: string[] = [];
  const { balance, type, currency } = wallet;
  if (balance.kind !== 'missing') {
    const { money } = balance;
    if (exceedsPrecision(money)) notes.push(`more decimals than ${currency} has, shown as given`);
    if (precisionOf(money) === undefined) notes.push('unknown currency');
    if (isNegative(money)) {
      notes.push(type === 'POSTPAID' ? 'credit used' : 'below zero');
    }
  }
  return notes.length === 0 ? undefined : joined(notes, '; ');
}

/** The columns of a wallet: its name, and its balance in its own currency. */
export function walletColumns(listed: readonly ListedWallet[]): readonly GridColumn<ListedWallet>[] {
  return columnsIn(nameOwners([...new Set(listed.map(({ source }) => source))]));
}

function columnsIn(places: OwnerNames): readonly GridColumn<ListedWallet>[] {
  return [
    { label: 'Wallet', priority: 1, cell: (listed) => walletIdentifiers(listed) },
    {
      label: figureLabels.balance,
      priority: 1,
      align: 'right',
      cell: ({ wallet }) => figureText(wallet.balance),
    },
    { label: 'Currency', priority: 3, cell: ({ wallet }) => wallet.currency },
    { label: 'Name', priority: 4, cell: ({ wallet }) => nameOf(wallet.name) },
    { label: 'Type', priority: 4, cell: ({ wallet }) => wallet.type },
    { label: 'Operator', priority: 6, cell: ({ source }) => places.operator(source) },
    { label: 'Connection', priority: 7, cell: ({ source }) => places.connection(source) },
    { label: 'Note', priority: 2, cell: walletNotes },
  ];
}

function nameOf(name: string | undefined): Content | undefined {
  return name === undefined ? undefined : identifiersIn(name);
}

/** The table of sums by currency: totals, or subtotals when something is missing. */
export function walletTotalsTable(
  totals: readonly WalletTotal[],
  isWhole: boolean,
  locale: string,
): TableBlock {
  return grid(totals, [
    { label: 'Currency', priority: 1, cell: ({ currency }) => currency },
    { label: 'Type', priority: 2, cell: ({ type }) => type },
    { label: 'Wallets', priority: 3, align: 'right', cell: ({ count }) => formatCount(count, locale) },
    {
      label: isWhole ? 'Total' : 'Subtotal',
      priority: 1,
      align: 'right',
      cell: ({ total }) => totalText(total),
    },
  ]);
}

/** The reply about one wallet. */
export function walletCard(listed: ListedWallet, read: Read, context: Context): Reply {
  const { balance } = listed.wallet;
  const called = walletIdentifiers(listed);
  const figure = balance.kind === 'missing' ? unknown : formatMoney(balance.money, context.reader.locale);
  const words = `${figureLabels.balance.toLowerCase()} ${figure}`;
  const items = columnsIn(nameOwners(context.sources))
    .slice(1)
    .flatMap(({ label, cell }) => {
      const value = cell(listed);
      return value === undefined ? [] : [{ label, value }];
    });
  const blocks = [
    heading(['Wallet ', ...called, `: ${words}`]),
    fields(items),
    ...closingBlocks(read, context),
  ];
  return reply(`Wallet ${plainIdentifiers(called)}: ${words}`, blocks);
}

/** The result of reading the wallets, with notes on incomplete lists and on wallet users that failed. */
export function walletsRead({ parts, failed, shortfalls }: WalletListing, context: Context): Read {
  const places = nameOwners(context.sources);
  return {
    parts,
    failed: failed.map(({ source, id, fault }) => {
      return { source, what: ['wallet ', ...identifiersIn(id, 'wallet')], fault };
    }),
    notes: shortfalls.map((shortfall) => {
      const words = shortfallText(shortfall, context.reader.locale);
      return {
        source: shortfall.source,
        block: note('problem', `${places.label(shortfall.source)} ${words}`),
      };
    }),
  };
}

/** `incomplete: 5,000 of 7,120` */
function shortfallText({ listed, total, unreadable }: Shortfall, locale: string): string {
  const count = (value: number) => formatCount(value, locale);
  const of = total === undefined ? 'of an unknown total' : `of ${count(total)}`;
  const rows = unreadable === 0 ? '' : `; ${counted(unreadable, 'row', locale)} could not be read`;
  return `incomplete: ${count(listed)} ${of}${rows}.`;
}
