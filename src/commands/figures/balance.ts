import { target } from '../../core/command/args.ts';
import type { Context } from '../../core/command/command.ts';
import { defineCommand } from '../../core/command/command.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { listAccounts } from '../../core/figures/accounts.ts';
import { createQuerySession } from '../../core/figures/gather.ts';
import { compareHeadroom, headroomOf } from '../../core/figures/headroom.ts';
import { byCurrency, listWallets, walletTotals } from '../../core/figures/wallets.ts';
import { watchedQuestions } from '../../core/provider/provider.ts';
import { heading, reply } from '../../core/reply/build.ts';
import { grid } from '../../core/reply/grid.ts';
import type { Block, Reply } from '../../core/reply/types.ts';
import { accountCard, accountsRead, computedBlocks } from '../shared/account-view.ts';
import { accountCandidate, accountLabel, walletCandidate, walletLabel } from '../shared/candidates.ts';
import type { Read } from '../shared/source-view.ts';
import {
  closingBlocks,
  headlineOf,
  isMissing,
  isWhole,
  noSourceReply,
  readTogether,
} from '../shared/source-view.ts';
import type { Candidate } from '../shared/target.ts';
import { narrowToOwners } from '../shared/target.ts';
import { answerTarget } from '../shared/target-view.ts';
import { walletCard, walletColumns, walletsRead, walletTotalsTable } from '../shared/wallet-view.ts';
import type { HeldBalance } from './balance-view.ts';
import {
  balanceHeadline,
  balanceWords,
  heldTable,
  limitTable,
  measuredOf,
  noLimitBlocks,
} from './balance-view.ts';

/** The number of balances up to which they have a table of their own. More join the paged table. */
const maxUngroupedBalances = 20;

export const balanceCommand = defineCommand({
  name: 'balance',
  aliases: ['bal', 'balances'],
  summary: 'Every balance and every limit left, lowest headroom first',
  details: [
    'Limits are ranked by the share that is available. Balances are listed by currency and never ranked.',
    'When a provider reports no available amount, it is computed as limit minus used and marked.',
    'A target is an operator, a connection, an account or a wallet: by name, id, UPI id, phone or end of number.',
  ],
  examples: ['/balance', '/balance payatom', '/balance user@upi'],
  args: { target: target() },
  need: () => ({ kind: 'role', role: 'viewer' }),
  async run(args, context) {
    const scope = narrowToOwners(context.sources, args.target);
    const all = renderLine('balance');
    const noSource = noSourceReply(context, scope.sources, watchedQuestions, balanceWords.what, all);
    if (noSource !== undefined) return noSource;

    const questions = createQuerySession(context);
    const [accounts, wallets] = await Promise.all([
      listAccounts(questions, scope.sources),
      listWallets(questions, scope.sources),
    ]);
    const walletRead = walletsRead(wallets, context);
    const reads = [accountsRead(accounts, context), walletRead];
    const candidates: readonly Candidate<HeldBalance>[] = [
      ...accounts.listed.map((listed) => {
        const value: HeldBalance = { kind: 'account', listed, headroom: headroomOf(listed.account) };
        return { ...accountCandidate(listed), value };
      }),
      ...wallets.listed.map((listed) => {
        const value: HeldBalance = { kind: 'wallet', listed };
        return { ...walletCandidate(listed), value };
      }),
    ];
    return answerTarget({
      command: 'balance',
      otherWords: [],
      context,
      scope,
      candidates,
      sought: balanceWords.sought,
      choices: [],
      read: readTogether(reads, scope.sources),
      labelOf: (held) => (held.kind === 'account' ? accountLabel(held.listed) : walletLabel(held.listed)),
      one: (held) => card(held, readTogether(reads, [held.listed.source]), context),
      several: (held, sources) => {
        const isTotal = isWhole(readTogether([walletRead], sources));
        return list(held, isTotal, readTogether(reads, sources), context);
      },
    });
  },
});

function card(held: HeldBalance, read: Read, context: Context): Reply {
  switch (held.kind) {
    case 'account':
      return accountCard(held.listed, read, context);
    case 'wallet':
      return walletCard(held.listed, read, context);
  }
}

/** The list. `isTotal`: no wallet is missing, so that sums are totals. */
function list(held: readonly HeldBalance[], isTotal: boolean, read: Read, context: Context): Reply {
  const { locale } = context.reader;
  const accounts = held.filter((each) => each.kind === 'account');
  const measured = accounts
    .filter(({ headroom }) => headroom.kind !== 'no-limit')
    .sort((a, b) => compareHeadroom(a.headroom, b.headroom));
  const limited = measured.map(measuredOf);
  const unlimited = accounts.filter((each) => !measured.includes(each)).map(({ listed }) => listed);
  const balances = byCurrency(held.flatMap((each) => (each.kind === 'wallet' ? [each.listed] : [])));
  const totals = walletTotals(balances);
  const totalTable = walletTotalsTable(totals, isTotal, locale);

  const headrooms = accounts.map(({ headroom }) => headroom);
  const sentence = balanceHeadline(headrooms, balances, isMissing(read), locale);
  const headline = headlineOf(sentence, read, locale);
  const marks = computedBlocks(limited.map(({ account }) => account));
  const blocks: Block[] = [heading(headline)];
  if (balances.length > maxUngroupedBalances) {
    const rest = balances.map((listed): HeldBalance => ({ kind: 'wallet', listed }));
    blocks.push(totalTable, heldTable([...measured, ...rest], locale), ...marks);
  } else {
    if (limited.length > 0) blocks.push(limitTable(limited, locale), ...marks);
    if (balances.length > 0) blocks.push(grid(balances, walletColumns(balances)));
    if (totals.length < balances.length) blocks.push(totalTable);
  }
  blocks.push(...noLimitBlocks(unlimited, locale), ...closingBlocks(read, context));
  return reply(headline, blocks);
}
