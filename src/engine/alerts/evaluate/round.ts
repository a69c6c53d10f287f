import type { KnownSubjects, ThresholdRecord } from '../../../core/alerts/records.ts';
import type { RuleInput } from '../../../core/alerts/rule.ts';
import type { Observation } from '../poll/observe.ts';
import { allListsSeen, completeQuestions } from './memory.ts';

/** What was known before a look, read only when somebody wants to know. */
export interface Before {
  /** Whether the look shows what was known and nothing else. */
  readonly unchanged: boolean;
  memory(): KnownSubjects;
}

/** What rules judge: a look beside what was known before it. */
export function ruleInput(
  look: Observation,
  { unchanged, memory }: Before,
  set: readonly ThresholdRecord[],
  { now, noDataAfter }: Pick<RuleInput, 'now' | 'noDataAfter'>,
): RuleInput {
  const { source, accounts, wallets, gaps, unreadable } = look;
  const own = set.filter(({ connection }) => connection === source.connection.id);
  const bySubject = new Map(own.map(({ subject, threshold }) => [subject, threshold]));
  const forAll = bySubject.get('*');
  const lost = [...unreadable].flatMap(([subject, silence]) => {
    return memory().subjects[subject]?.known === true ? [silence] : [];
  });
  return {
    operator: source.operator.id,
    connection: source.connection.id,
    now,
    noDataAfter,
    // Without the first list, what only the second knows for sure is judged: the figures of both are never mixed.
    accounts: allListsSeen(look)
      ? accounts
      : accounts.filter(({ subject }) => memory().subjects[subject]?.from === 'limits'),
    wallets,
    completeLists: completeQuestions(look),
    unchanged,
    before: memory,
    gaps: [...gaps, ...lost],
    allAnswered: gaps.length === 0 && lost.length === 0,
    threshold(subject) {
      if (bySubject.size === 0) return undefined;
      return bySubject.get(subject) ?? (subject.startsWith('account/') ? forAll : undefined);
    },
  };
}
