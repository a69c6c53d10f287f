import type { Context } from '../../core/command/command.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { nearest } from '../../core/command-line/nearest.ts';
import { identifiersIn, isOpen, plainIdentifiers } from '../../core/figures/identifiers.ts';
import type { Source } from '../../core/figures/source.ts';
import { counted } from '../../core/figures/text.ts';
import { heading, pieces, reply, text } from '../../core/reply/build.ts';
import type { Content, Reply, ReplyAction } from '../../core/reply/types.ts';
import type { Read } from './source-view.ts';
import { missingBlocks, nameOwners } from './source-view.ts';
import type { Candidate, Scope, Words } from './target.ts';
import { findTargets, quoteIfAmbiguous, shortestReference } from './target.ts';

/** The name of what a command looks for: `account`, `wallet`. */
export interface Sought {
  readonly one: string;
  readonly many: string;
  /** Everything that a target may be: `account, connection or operator`. */
  readonly anyOf: string;
}

/** The typed words as content of a block, and as plain text for a notification. */
export function quotedTarget(typed: string): { readonly shown: Content; readonly plain: string } {
  const typedIdentifiers = identifiersIn(typed);
  const shown: Content = ['“', ...typedIdentifiers, '”'];
  return { shown, plain: `“${plainIdentifiers(typedIdentifiers)}”` };
}

/** The input for answering a command about its target. */
export interface TargetQuestion<T> {
  /** The command, and the other words of its line. */
  readonly command: string;
  readonly otherWords: Words;
  readonly context: Context;
  readonly scope: Scope;
  readonly candidates: readonly Candidate<T>[];
  readonly sought: Sought;
  /** Words other than names that this command accepts. */
  readonly choices: readonly string[];
  readonly read: Read;
  labelOf(value: T): string;
  /** Whether the other arguments select a candidate. When absent: all of them. */
  fits?(value: T): boolean;
  /** Makes the reply about one. */
  one(value: T): Reply;
  /** Makes the reply about several, selected or not. */
  several(values: readonly T[], sources: readonly Source[]): Reply;
}

/**
 * Returns the reply for a target: about all of some connections, about one thing, choices between several, or no
 * match.
 */
export function answerTarget<T>(question: TargetQuestion<T>): Reply {
  const { scope, candidates, context, fits = () => true } = question;
  const found = findTargets(scope, candidates);
  switch (found.kind) {
    case 'none':
      return noMatchReply(found.words, question);
    case 'all': {
      const values = found.candidates.map(({ value }) => value);
      return question.several(values, found.sources);
    }
    case 'matched': {
      const selected = found.candidates.filter(({ value }) => fits(value));
      const [only] = selected;
      if (only !== undefined && selected.length === 1) return question.one(only.value);
      const values = found.candidates.map(({ value }) => value);
      const answer = question.several(values, scope.sources);
      if (only === undefined) return answer;
      const actions = choiceActions(question, selected);
      const count = selected.length;
      const { shown, plain } = severalMatch(found.words, count, question.sought, context.reader.locale);
      return reply(plain, [heading(shown), ...answer.blocks.slice(1)], actions);
    }
  }
}

/** The number of choices that become buttons. */
const maxChoices = 8;

/** Buttons for the first few matches, each with a line that asks for that match alone. */
export function choiceActions<T>(
  question: Pick<
    TargetQuestion<T>,
    'command' | 'otherWords' | 'context' | 'scope' | 'candidates' | 'labelOf'
  >,
  matched: readonly Candidate<T>[],
): readonly ReplyAction[] {
  const { command, otherWords, context, scope, candidates, labelOf } = question;
  const placed = scope.sources.length < context.sources.length;
  return matched.slice(0, maxChoices).flatMap((candidate) => {
    const words = shortestReference(candidate, candidates, placed);
    if (words === undefined) return [];
    return [{ label: labelOf(candidate.value), line: renderLine(command, ...otherWords, ...words) }];
  });
}

type NoMatchQuestion<T> = Pick<
  TargetQuestion<T>,
  'command' | 'otherWords' | 'context' | 'candidates' | 'sought' | 'choices' | 'read'
> & {
  /** The line that lists all candidates. When absent: the bare command. */
  readonly all?: string;
};

/** The reply when nothing matches: one sentence, the nearest names, lines to send, and what could not be searched. */
export function noMatchReply<T>(typed: string, question: NoMatchQuestion<T>): Reply {
  const { command, otherWords, context, candidates, sought, choices, read } = question;
  const { shown, plain } = quotedTarget(typed);
  const head = `No ${sought.anyOf} matches `;
  const names = [...candidates.flatMap((each) => [...each.ids, ...each.names]), ...placesOf(context)];
  const open = names.filter((name) => isOpen(name));
  const near = nearest(typed, [...choices, ...open]);
  const mends = near.map((word): ReplyAction => {
    const words = choices.includes(word) ? [word] : [...otherWords, quoteIfAmbiguous(word)];
    const line = renderLine(command, ...words);
    return { label: line, line };
  });
  const { all = renderLine(command) } = question;
  const meant = near.length === 0 ? [] : [text(`Did you mean ${near.join(', ')}?`)];
  const blocks = [
    heading([head, ...pieces(shown), '.']),
    ...meant,
    ...missingBlocks(read, nameOwners(context.sources), context.reader.locale),
  ];
  return reply(`${head}${plain}.`, blocks, [...mends, { label: all, line: all }]);
}

function placesOf({ sources }: Context): readonly string[] {
  return sources.flatMap(({ operator, connection }) => [operator.id, operator.name, connection.id]);
}

/** `3 accounts match “user”. Choose one.` */
export function severalMatch(
  typed: string,
  count: number,
  { one, many }: Sought,
  locale: string,
): { readonly shown: Content; readonly plain: string } {
  const { shown, plain } = quotedTarget(typed);
  const head = `${counted(count, one, locale, many)} match `;
  return { shown: [head, ...pieces(shown), '. Choose one.'], plain: `${head}${plain}. Choose one.` };
}
