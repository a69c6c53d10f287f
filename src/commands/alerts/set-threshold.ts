import type { Person, Threshold } from '../../core/alerts/records.ts';
import { thresholdText } from '../../core/alerts/text.ts';
import type { Context } from '../../core/command/command.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { listAccounts } from '../../core/figures/accounts.ts';
import { createQuerySession } from '../../core/figures/gather.ts';
import { listWallets } from '../../core/figures/wallets.ts';
import { formatMoney } from '../../core/format/format.ts';
import { compareDecimals } from '../../core/money/decimal.ts';
import { watchedQuestions } from '../../core/provider/provider.ts';
import { heading, line, reply, text } from '../../core/reply/build.ts';
import type { Reply } from '../../core/reply/types.ts';
import { accountsRead } from '../shared/account-view.ts';
import { accountLabel, walletLabel } from '../shared/candidates.ts';
import { closingBlocks, noSourceReply, type Read, readTogether } from '../shared/source-view.ts';
import type { Candidate, Scope } from '../shared/target.ts';
import { findTargets, narrowToOwners } from '../shared/target.ts';
import { choiceActions, noMatchReply, severalMatch } from '../shared/target-view.ts';
import { walletsRead } from '../shared/wallet-view.ts';
import { readThreshold, type TypedThreshold } from './args.ts';
import { alertReplies, sayReply } from './text.ts';
import {
  currencyOf,
  evaluateWatchable,
  limitOf,
  subjectOf,
  type Watchable,
  watchables,
} from './watchable.ts';

/** A typed threshold and the words that name its target. */
export interface Typed {
  readonly value?: TypedThreshold;
  readonly currency?: string;
  readonly words?: string;
  readonly sure: boolean;
}

export interface SetArgs {
  readonly value: TypedThreshold | undefined;
  readonly currency: string | undefined;
  readonly number: string | undefined;
  readonly amount: string | undefined;
  readonly target: string | undefined;
  readonly sure: string | undefined;
}

/** Splits the arguments: the last number is the amount unless another word is; an earlier number names the target. */
export function parseTyped({
  value,
  currency: code,
  number,
  amount: second,
  target: words,
  sure,
}: SetArgs): Typed {
  const last = value === undefined ? (second ?? number) : undefined;
  const named = last === number ? undefined : number;
  const rest = [words, named].filter((word) => word !== undefined).join(' ');
  const meant = value ?? (last === undefined ? undefined : readThreshold(last));
  return {
    sure: sure === 'yes',
    ...(meant !== undefined && { value: meant }),
    ...(code !== undefined && { currency: code }),
    ...(rest !== '' && { words: rest }),
  };
}

/** Reads everything that can be watched, as it is now. */
export async function readWatchables(scope: Scope, context: Context) {
  const questions = createQuerySession(context);
  const [accounts, wallets] = await Promise.all([
    listAccounts(questions, scope.sources),
    listWallets(questions, scope.sources),
  ]);
  const read = readTogether([accountsRead(accounts, context), walletsRead(wallets, context)], scope.sources);
  return { read, candidates: watchables(accounts.listed, wallets.listed) };
}

/** The label of an account or wallet on a button. */
export function labelOf(each: Watchable): string {
  return each.kind === 'account' ? accountLabel(each.listed) : walletLabel(each.listed);
}

/** Sets a threshold. If alerts would fire at once, shows them first and waits for a confirmation. */
export async function setThreshold(typed: Typed, context: Context): Promise<Reply> {
  const { words, value } = typed;
  if (words === undefined) return sayReply(alertReplies.whichTarget, [renderLine('alerts')]);
  if (value === undefined)
    return sayReply(alertReplies.whichValue, [renderLine('alerts', 'set', words, '10%')]);
  const scope = narrowToOwners(context.sources, words);
  const noSource = noSourceReply(
    context,
    scope.sources,
    watchedQuestions,
    alertReplies.what,
    renderLine('alerts'),
  );
  if (noSource !== undefined) return noSource;
  const { read, candidates } = await readWatchables(scope, context);
  const found = findTargets(scope, candidates);
  const otherWords = ['set'];
  switch (found.kind) {
    case 'none': {
      const { sought } = alertReplies;
      return noMatchReply(found.words, {
        command: 'alerts',
        otherWords,
        context,
        candidates,
        sought,
        choices: [],
        read,
        all: renderLine('alerts'),
      });
    }
    case 'all': {
      const there = found.candidates.filter(
        (each) => each.value.kind === 'account' && limitOf(each.value) !== undefined,
      );
      const [first] = there;
      if (first === undefined) return sayReply(alertReplies.noLimit(words), [renderLine('alerts')]);
      return change(there, '*', typed, value, context, read);
    }
    case 'matched': {
      const [only] = found.candidates;
      if (only !== undefined && found.candidates.length === 1)
        return change([only], subjectOf(only.value), typed, value, context, read);
      const { plain } = severalMatch(
        found.words,
        found.candidates.length,
        alertReplies.sought,
        context.reader.locale,
      );
      return reply(
        plain,
        [heading(plain)],
        choiceActions(
          { command: 'alerts', otherWords, context, scope, candidates, labelOf },
          found.candidates,
        ).map((action) => ({ ...action, line: `${action.line} ${valueWords(typed, value)}` })),
      );
    }
  }
}

async function change(
  chosen: readonly Candidate<Watchable>[],
  subject: string,
  typed: Typed,
  value: TypedThreshold,
  context: Context,
  read: Read,
): Promise<Reply> {
  const { reader, principal, name, now, alerts: service } = context;
  for (const candidate of chosen) {
    const fault = faultOf(candidate, typed, value, context);
    if (fault !== undefined) return sayReply(fault, [renderLine('alerts')]);
  }
  const firing = chosen.filter(({ value: each, source }) => {
    return evaluateWatchable(each, thresholdOf(value, currencyOf(each, source))).kind === 'breach';
  });
  const [first] = chosen;
  const shown = thresholdText(thresholdOf(value, first && currencyOf(first.value, first.source)), reader);
  if (firing.length > 0 && !typed.sure) {
    const sentence = alertReplies.preview(firing.length, shown, reader.locale);
    const again = `${context.line} yes`;
    const names = firing
      .slice(0, 10)
      .map(({ value: each }) => labelOf(each))
      .join(', ');
    const blocks = [
      heading(sentence),
      text(names),
      text([alertReplies.confirm, ' ', line(again)]),
      ...closingBlocks(read, context),
    ];
    return reply(sentence, blocks, [{ label: again, line: again }]);
  }
  const by: Person = { principal, name };
  const places = new Map(chosen.map((each) => [each.source, each]));
  for (const each of subject === '*' ? places.values() : chosen) {
    const { operator, connection } = each.source;
    const place = { operator: operator.id, connection: connection.id, subject };
    await service.setThreshold(place, thresholdOf(value, currencyOf(each.value, each.source)), by, now);
  }
  const names =
    subject === '*'
      ? [...places.keys()].map(({ connection }) => alertReplies.allOf(connection.id))
      : chosen.map((each) => labelOf(each.value));
  const sentence =
    firing.length === 0
      ? alertReplies.set(names, shown)
      : alertReplies.setFiring(names, shown, firing.length, reader.locale);
  return sayReply(sentence, [renderLine('alerts')]);
}

/** Returns why the value does not fit the account or wallet; undefined when it does. */
function faultOf(
  { value: each, source }: Candidate<Watchable>,
  typed: Typed,
  value: TypedThreshold,
  { reader }: Context,
): string | undefined {
  const name = labelOf(each);
  const limit = limitOf(each);
  if (each.kind === 'wallet' && value.kind === 'percent') return alertReplies.noPercent(name);
  if (each.kind === 'account' && limit === undefined) return alertReplies.noLimit(name);
  const own = currencyOf(each, source);
  if (typed.currency !== undefined && own !== undefined && typed.currency !== own) {
    return alertReplies.otherCurrency(name, own, typed.currency);
  }
  if (value.kind !== 'amount' || limit === undefined || compareDecimals(value.amount, limit.amount) < 0)
    return undefined;
  const shown = thresholdText(thresholdOf(value, own), reader);
  return alertReplies.aboveLimit(name, shown, formatMoney(limit, reader.locale));
}

function thresholdOf(value: TypedThreshold, code: string | undefined): Threshold {
  return value.kind === 'percent' ? value : { ...value, currency: code ?? 'XXX' };
}

function valueWords({ currency: code }: Typed, value: TypedThreshold): string {
  if (value.kind === 'percent') return `${value.percent}%`;
  return code === undefined ? value.amount : `${value.amount} ${code}`;
}
