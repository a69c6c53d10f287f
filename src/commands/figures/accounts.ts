import { state, target } from '../../core/command/args.ts';
import type { Context } from '../../core/command/command.ts';
import { defineCommand } from '../../core/command/command.ts';
import { renderLine } from '../../core/command-line/line.ts';
import type { ListedAccount } from '../../core/figures/accounts.ts';
import { listAccounts } from '../../core/figures/accounts.ts';
import { createQuerySession } from '../../core/figures/gather.ts';
import { compareHeadroom, headroomOf } from '../../core/figures/headroom.ts';
import type { AccountState } from '../../core/provider/provider.ts';
import { heading, note, reply } from '../../core/reply/build.ts';
import { grid } from '../../core/reply/grid.ts';
import type { Block, Reply } from '../../core/reply/types.ts';
import {
  accountCard,
  accountsHeadline,
  accountsRead,
  accountWords,
  computedBlocks,
  figureColumn,
  identityColumns,
  noteColumn,
  ownerColumns,
  stateColumn,
} from '../shared/account-view.ts';
import { accountCandidate, accountLabel } from '../shared/candidates.ts';
import type { Read } from '../shared/source-view.ts';
import { closingBlocks, headlineOf, isMissing, noSourceReply, readTogether } from '../shared/source-view.ts';
import { narrowToOwners } from '../shared/target.ts';
import { answerTarget } from '../shared/target-view.ts';

type StateArg = 'active' | 'inactive' | 'all';

export const accountsCommand = defineCommand({
  name: 'accounts',
  aliases: ['account'],
  summary: 'Accounts with state, usage, limit and what is available',
  details: [
    'A target is an operator, a connection, or an account by name, UPI id, phone or the end of its number.',
    'Accounts whose list gives no state are shown as “not given” and left out of active and inactive.',
  ],
  examples: ['/accounts', '/accounts inactive', '/accounts 6789', '/accounts active payatom'],
  args: { state: state(), target: target() },
  need: () => ({ kind: 'role', role: 'viewer' }),
  async run(args, context) {
    const scope = narrowToOwners(context.sources, args.target);
    const wanted = ['accounts', 'limits'] as const;
    const all = renderLine('accounts');
    const noSource = noSourceReply(context, scope.sources, wanted, accountWords.what, all);
    if (noSource !== undefined) return noSource;

    const listing = await listAccounts(createQuerySession(context), scope.sources);
    const read = accountsRead(listing, context);
    return answerTarget({
      command: 'accounts',
      otherWords: args.state === 'all' ? [] : [args.state],
      context,
      scope,
      candidates: listing.listed.map(accountCandidate),
      sought: accountWords.sought,
      choices: ['active', 'inactive', 'all'],
      read,
      labelOf: accountLabel,
      fits: ({ account }) => isAsked(account.state, args.state),
      one: (listed) => accountCard(listed, readTogether([read], [listed.source]), context),
      several: (listed, sources) => list(listed, args.state, readTogether([read], sources), context),
    });
  },
});

function isAsked(actual: AccountState, asked: StateArg): boolean {
  return asked === 'all' || actual === asked;
}

function list(listed: readonly ListedAccount[], asked: StateArg, read: Read, context: Context): Reply {
  const { locale } = context.reader;
  const shown = byStateThenHeadroom(listed.filter(({ account }) => isAsked(account.state, asked)));
  const everyone = listed.map(({ account }) => account);
  const sentence = accountsHeadline(everyone, asked, isMissing(read), locale);
  const headline = headlineOf(sentence, read, locale);
  const unstated = everyone.filter((account) => account.state === 'not-given').length;
  const blocks: Block[] = [heading(headline)];
  if (shown.length > 0) blocks.push(accountTable(shown));
  blocks.push(...computedBlocks(shown.map(({ account }) => account)));
  if (asked !== 'all' && unstated > 0) blocks.push(note('info', accountWords.noState(unstated, locale)));
  blocks.push(...closingBlocks(read, context));
  const all = { label: renderLine('accounts'), line: renderLine('accounts') };
  return reply(headline, blocks, shown.length < listed.length ? [all] : []);
}

function accountTable(shown: readonly ListedAccount[]) {
  const columns = [
    ...identityColumns(shown),
    stateColumn,
    figureColumn('used', 3),
    figureColumn('limit', 3),
    figureColumn('rolling', 4),
    figureColumn('available', 1),
    figureColumn('minimum', 4),
    ...ownerColumns(shown),
    noteColumn,
  ];
  return grid(shown, columns, { paged: true });
}

const stateOrder: readonly AccountState[] = ['active', 'inactive', 'not-given'];

/** Sorts active accounts first, and within a state those nearest to their limit. */
function byStateThenHeadroom(listed: readonly ListedAccount[]): readonly ListedAccount[] {
  return listed
    .map((each) => ({
      each,
      state: stateOrder.indexOf(each.account.state),
      headroom: headroomOf(each.account),
    }))
    .sort((a, b) => a.state - b.state || compareHeadroom(a.headroom, b.headroom))
    .map(({ each }) => each);
}
