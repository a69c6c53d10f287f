import type { Threshold } from '../../core/alerts/records.ts';
import { choice, currency, digits, target } from '../../core/command/args.ts';
import type { Context } from '../../core/command/command.ts';
import { defineCommand } from '../../core/command/command.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { counted } from '../../core/figures/text.ts';
import { watchedQuestions } from '../../core/provider/provider.ts';
import { amount, heading, line, reply, text } from '../../core/reply/build.ts';
import { grid } from '../../core/reply/grid.ts';
import type { Block, Reply } from '../../core/reply/types.ts';
import { closingBlocks, nameOwners, noSourceReply } from '../shared/source-view.ts';
import type { Candidate, Scope } from '../shared/target.ts';
import { narrowToOwners, shortestReference } from '../shared/target.ts';
import { thresholdValue } from './args.ts';
import { labelOf, parseTyped, readWatchables, setThreshold } from './set-threshold.ts';
import { alertReplies, belowText, drillReply, openBlocks, sayReply } from './text.ts';
import { leftOf, thresholdFor, type Watchable } from './watchable.ts';

const doings = ['list', 'on', 'off', 'set', 'test'] as const;

export const alertsCommand = defineCommand({
  name: 'alerts',
  aliases: ['alert'],
  summary: 'Open alerts, and what is watched; turn on or off, set thresholds, test',
  details: [
    'on, off: post alerts in this chat or stop. set: the threshold of an account or wallet. test: a test alert in every chat.',
    'By default an account is low below 10 % of its limit and critical below 3 %.',
    'An alert becomes critical below 30 % of the threshold and clears above 120 % of it.',
    'A balance is watched once you set an amount. For a postpaid wallet the amount is its credit limit.',
  ],
  examples: ['/alerts', '/alerts on', '/alerts set user@upi 15%', '/alerts set 101 500 USD', '/alerts test'],
  args: {
    do: choice(doings, 'list'),
    sure: choice(['yes'], undefined),
    value: thresholdValue(),
    currency: currency(),
    number: digits('number'),
    amount: digits('amount'),
    target: target(),
  },
  need: ({ do: doing }) => ({ kind: 'role', role: doing === 'list' ? 'viewer' : 'manager' }),
  about: ({ do: doing }) => doing,
  async run(args, context) {
    switch (args.do) {
      case 'list':
        return list(narrowToOwners(context.sources, args.target), context);
      case 'on':
      case 'off':
        return subscribe(args.do, args.target, context);
      case 'set':
        return setThreshold(parseTyped(args), context);
      case 'test': {
        const drilled = await context.alerts.drill(new Set(context.access.operators.keys()));
        return drillReply(drilled, context.reader.locale);
      }
    }
  },
});

async function list(scope: Scope, context: Context): Promise<Reply> {
  const { reader, alerts: service, access, sources, registry, chat } = context;
  const { locale } = reader;
  const operators = [...access.operators.keys()];
  const open = await service.open(operators);
  const noSource = noSourceReply(
    context,
    scope.sources,
    watchedQuestions,
    alertReplies.what,
    renderLine('alerts'),
  );
  if (noSource !== undefined) return noSource;
  const [{ read, candidates }, thresholds, subscribed] = await Promise.all([
    readWatchables(scope, context),
    service.thresholds(operators),
    registry.subscriptions({ chat: chat.id }),
  ]);
  const rows = candidates.map((candidate) => {
    return { candidate, threshold: thresholdFor(candidate.value, thresholds) };
  });
  const unwatched = rows.filter(({ threshold }) => threshold === undefined);
  const sentence = [
    open.length === 0 ? 'No alert is open' : `${counted(open.length, 'alert', locale)} open`,
    `${rows.length - unwatched.length} watched`,
    `${unwatched.length} not watched`,
  ].join('; ');
  const here = subscribed.filter(({ operator }) => access.operators.has(operator));
  const places = nameOwners(sources);
  const isOne = new Set(candidates.map(({ source }) => source)).size === 1;
  const table = grid(
    rows,
    [
      { label: 'Account', priority: 1, cell: ({ candidate }) => labelOf(candidate.value) },
      { label: 'Alert', priority: 1, cell: ({ threshold }) => belowText(threshold, reader) },
      {
        label: 'Left',
        priority: 1,
        align: 'right',
        cell: ({ candidate, threshold }) => left(candidate.value, threshold),
      },
      {
        label: 'Set it with',
        priority: 1,
        cell: ({ candidate, threshold }) => {
          const suggestedLine = threshold === undefined ? setLine(candidate, candidates) : undefined;
          return suggestedLine === undefined ? undefined : line(suggestedLine);
        },
      },
      {
        label: 'Connection',
        priority: 1,
        cell: ({ candidate }) => (isOne ? undefined : places.connection(candidate.source)),
      },
    ],
    { paged: true },
  );
  const blocks: Block[] = [
    heading(sentence),
    ...openBlocks(open, reader),
    ...(rows.length > 0 ? [table] : []),
    text(
      here.length > 0 ? alertReplies.subscribed(here.map(({ operator }) => operator)) : alertReplies.notHere,
    ),
    ...closingBlocks(read, context),
  ];
  const first = open[0]?.id;
  const actions = [
    ...(first === undefined ? [] : [renderLine('ack', first), renderLine('snooze', first, '2h')]),
    ...(here.length > 0 ? [] : [renderLine('alerts', 'on')]),
  ];
  return reply(
    sentence,
    blocks,
    actions.map((each) => ({ label: each, line: each })),
  );
}

function left(each: Watchable, threshold: Threshold | undefined) {
  const known = leftOf(each, threshold);
  return known === undefined ? undefined : amount(known);
}

/**
 * The line that starts watching a wallet, with only the amount missing. An account without a limit cannot be watched.
 */
function setLine(
  candidate: Candidate<Watchable>,
  candidates: readonly Candidate<Watchable>[],
): string | undefined {
  if (candidate.value.kind === 'account') return undefined;
  const words = shortestReference(candidate, candidates);
  return words === undefined
    ? undefined
    : renderLine('alerts', 'set', ...words, '1000', candidate.value.listed.wallet.currency);
}

/** Turns the alerts of this chat on or off. */
async function subscribe(doing: 'on' | 'off', typed: string | undefined, context: Context): Promise<Reply> {
  const { access, registry, chat, alerts: service } = context;
  const mine = [...access.operators.keys()];
  const chosen = typed === undefined ? mine : mine.filter((id) => id === typed.toLowerCase());
  if (chosen.length === 0) {
    return sayReply(
      alertReplies.noOperator(typed ?? ''),
      mine.map((id) => renderLine('alerts', doing, id)),
    );
  }
  const done: string[] = [];
  for (const operator of chosen) {
    const outcome = await registry[doing === 'on' ? 'subscribe' : 'unsubscribe']({ chat: chat.id, operator });
    if (outcome === 'not-bound')
      return sayReply(alertReplies.notBound(operator), [renderLine('bind', operator)]);
    if (outcome !== 'not-subscribed' && outcome !== 'unknown-operator') done.push(operator);
  }
  service.refresh();
  if (doing === 'on')
    return sayReply(alertReplies.subscribed(done), [renderLine('alerts'), renderLine('alerts', 'test')]);
  if (done.length === 0) return sayReply(alertReplies.notSubscribed(chosen), [renderLine('alerts', 'on')]);
  return sayReply(alertReplies.unsubscribed(done), [renderLine('alerts', 'on')]);
}
