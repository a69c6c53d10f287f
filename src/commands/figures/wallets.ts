import { currency, keyed, target } from '../../core/command/args.ts';
import type { Context } from '../../core/command/command.ts';
import { defineCommand } from '../../core/command/command.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { createQuerySession } from '../../core/figures/gather.ts';
import type { ListedWallet } from '../../core/figures/wallets.ts';
import { byCurrency, listWallets, walletTotals } from '../../core/figures/wallets.ts';
import { heading, reply } from '../../core/reply/build.ts';
import { grid } from '../../core/reply/grid.ts';
import type { Block, Reply } from '../../core/reply/types.ts';
import { walletCandidate, walletLabel } from '../shared/candidates.ts';
import type { Read } from '../shared/source-view.ts';
import {
  closingBlocks,
  headlineOf,
  isMissing,
  isWhole,
  noSourceReply,
  readTogether,
} from '../shared/source-view.ts';
import { narrowToOwners } from '../shared/target.ts';
import { answerTarget } from '../shared/target-view.ts';
import {
  currenciesOf,
  walletCard,
  walletColumns,
  walletsHeadline,
  walletsRead,
  walletTotalsTable,
  walletWords,
} from '../shared/wallet-view.ts';

interface WalletFilter {
  readonly currency: string | undefined;
  readonly name: string | undefined;
}

export const walletsCommand = defineCommand({
  name: 'wallets',
  summary: 'Wallets with their balances, by currency',
  details: [
    'A currency is a code such as USD. name:text is passed to the provider, which decides what matches.',
    'Totals cover one currency and one type of wallet. An incomplete list has subtotals.',
  ],
  examples: ['/wallets', '/wallets USD', '/wallets name:Euro'],
  args: { currency: currency(), name: keyed('name', 'text'), target: target() },
  need: () => ({ kind: 'role', role: 'viewer' }),
  async run(args, context) {
    const scope = narrowToOwners(context.sources, args.target);
    const wanted = ['wallets', 'balances'] as const;
    const noSource = noSourceReply(context, scope.sources, wanted, walletWords.what, renderLine('wallets'));
    if (noSource !== undefined) return noSource;

    const query = args.name === undefined ? {} : { name: args.name };
    const listing = await listWallets(createQuerySession(context), scope.sources, query);
    const named = listing.listed.filter((listed) => !listed.isUser || isNamed(listed, args.name));
    const read = walletsRead(listing, context);
    return answerTarget({
      command: 'wallets',
      otherWords: [
        ...(args.currency === undefined ? [] : [args.currency]),
        ...(args.name === undefined ? [] : [{ text: `name:${args.name}`, quoted: false }]),
      ],
      context,
      scope,
      candidates: named.map(walletCandidate),
      sought: walletWords.sought,
      choices: currenciesOf(named),
      read: readTogether([read], scope.sources),
      labelOf: walletLabel,
      fits: ({ wallet }) => args.currency === undefined || wallet.currency === args.currency,
      one: (listed) => walletCard(listed, readTogether([read], [listed.source]), context),
      several: (listed, sources) => list(listed, args, readTogether([read], sources), context),
    });
  },
});

/** Whether a wallet user's id or name contains the text. Its provider has no name filter of its own. */
function isNamed({ wallet }: ListedWallet, name: string | undefined): boolean {
  if (name === undefined) return true;
  return [wallet.id, wallet.name ?? ''].some((text) => text.toLowerCase().includes(name.toLowerCase()));
}

function list(listed: readonly ListedWallet[], asked: WalletFilter, read: Read, context: Context): Reply {
  const { locale } = context.reader;
  const fits = ({ wallet }: ListedWallet) =>
    asked.currency === undefined || wallet.currency === asked.currency;
  const shown = byCurrency(listed.filter(fits));
  const headline = headlineOf(walletsHeadline(shown, listed, asked, isMissing(read), locale), read, locale);
  const totals = walletTotals(shown);
  const blocks: Block[] = [heading(headline)];
  if (totals.length < shown.length) blocks.push(walletTotalsTable(totals, isWhole(read), locale));
  if (shown.length > 0) blocks.push(grid(shown, walletColumns(shown), { paged: true }));
  blocks.push(...closingBlocks(read, context));
  const others = shown.length > 0 ? [] : currenciesOf(listed);
  const actions = others.map((code) => {
    const line = renderLine('wallets', code);
    return { label: line, line };
  });
  return reply(headline, blocks, actions);
}
