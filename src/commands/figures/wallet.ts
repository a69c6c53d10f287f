import { digits, target } from '../../core/command/args.ts';
import type { Context } from '../../core/command/command.ts';
import { defineCommand } from '../../core/command/command.ts';
import { renderLine } from '../../core/command-line/line.ts';
import type { SourceResult } from '../../core/figures/gather.ts';
import { createQuerySession } from '../../core/figures/gather.ts';
import type { Source } from '../../core/figures/source.ts';
import { heading, reply } from '../../core/reply/build.ts';
import { grid } from '../../core/reply/grid.ts';
import type { Reply } from '../../core/reply/types.ts';
import type { Read } from '../shared/source-view.ts';
import { closingBlocks, nameOwners, noSourceReply } from '../shared/source-view.ts';
import { findTargets, narrowToOwners, ownerWords } from '../shared/target.ts';
import { noMatchReply } from '../shared/target-view.ts';
import { walletCard, walletColumns, walletWords } from '../shared/wallet-view.ts';

export const walletCommand = defineCommand({
  name: 'wallet',
  summary: 'One wallet by its id',
  details: [
    'All connections that have wallets are asked. You can add a connection or operator after the id.',
  ],
  examples: ['/wallet 101'],
  args: { id: digits('id'), target: target('connection') },
  need: () => ({ kind: 'role', role: 'viewer' }),
  async run({ id, target: typed }, context) {
    const scope = narrowToOwners(context.sources, typed);
    const found = findTargets(scope, []);
    const nothing: Read = { parts: [], failed: [], notes: [] };
    if (found.kind !== 'all') {
      return noMatchReply(found.words, {
        command: 'wallet',
        otherWords: id === undefined ? [] : [id],
        context,
        candidates: [],
        sought: walletWords.places,
        choices: [],
        read: nothing,
        all: renderLine('wallets'),
      });
    }
    const noSource = noSourceReply(
      context,
      found.sources,
      ['wallet'],
      walletWords.what,
      renderLine('wallets'),
    );
    if (noSource !== undefined) return noSource;
    if (id === undefined) return noIdReply();

    const parts = await createQuerySession(context).gather(found.sources, 'wallet', { id });
    const answers = parts.flatMap((part) => {
      const { source, reading } = part;
      return reading.kind === 'fail'
        ? []
        : [{ part, listed: { source, wallet: reading.data, isUser: false } }];
    });
    const failedParts = parts.filter(
      ({ reading }) => reading.kind === 'fail' && !isUnknown(reading.fault.reason),
    );
    const read: Read = { ...nothing, parts: [...answers.map(({ part }) => part), ...failedParts] };
    const [only] = answers;
    if (only === undefined) return noneReply(id, parts, read, context);
    if (answers.length === 1) return walletCard(only.listed, read, context);

    const sentence = walletWords.several(id, answers.length, context.reader.locale);
    const listed = answers.map((answer) => answer.listed);
    const actions = listed.map(({ source }) => {
      return { label: nameOwners(context.sources).label(source), line: lineAt(id, source) };
    });
    return reply(
      sentence,
      [heading(sentence), grid(listed, walletColumns(listed)), ...closingBlocks(read, context)],
      actions,
    );
  },
});

function isUnknown(reason: string): boolean {
  return reason === 'not-found';
}

function lineAt(id: string, source: Source): string {
  return renderLine('wallet', id, ...ownerWords(source));
}

function noIdReply(): Reply {
  const actions = [renderLine('wallet', '101'), renderLine('wallets')].map((line) => ({ label: line, line }));
  return reply(walletWords.noId, [heading(walletWords.noId)], actions);
}

function noneReply(
  id: string,
  parts: readonly SourceResult<'wallet'>[],
  read: Read,
  context: Context,
): Reply {
  const places = nameOwners(context.sources);
  const names = parts.map(({ source }) => places.label(source)).join(', ');
  const sentence = read.parts.length > 0 ? walletWords.notFoundYet(id) : walletWords.notFound(id, names);
  const all = renderLine('wallets');
  return reply(sentence, [heading(sentence), ...closingBlocks(read, context)], [{ label: all, line: all }]);
}
