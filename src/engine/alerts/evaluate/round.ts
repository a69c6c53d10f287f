import type { KnownSubjects, ThresholdRecord } from '../../../core/alerts/records.ts';
import type { RuleInput } from '../../../core/alerts/rule.ts';
import type { Observation } from '../poll/observe.ts';
import { allListsSeen, completeQuestions } from './memory.ts';

/** State before this poll, loaded lazily. */
interface StateBefore {
  /** The observation lists exactly the known subjects. */
  readonly unchanged: boolean;
  subjects(): KnownSubjects;
}

/** Combines an observation with the state before it into the input of the rules. */
export function ruleInput(
  observation: Observation,
  { unchanged, subjects }: StateBefore,
  set: readonly ThresholdRecord[],
  { now, noDataAfter }: Pick<RuleInput, 'now' | 'noDataAfter'>,
): RuleInput {
  const { source, accounts, wallets, gaps, unreadable } = observation;
  const thresholds = set.filter(({ connection }) => connection === source.connection.id);
  const bySubject = new Map(thresholds.map(({ subject, threshold }) => [subject, threshold]));
  const forAll = bySubject.get('*');
  const lost = [...unreadable].flatMap(([subject, gap]) => {
    return subjects().subjects[subject]?.known === true ? [gap] : [];
  });
  return {
    operator: source.operator.id,
    connection: source.connection.id,
    now,
    noDataAfter,
    // Without the account list only accounts known from the limit list are evaluated: figures are never mixed.
    accounts: allListsSeen(observation)
      ? accounts
      : accounts.filter(({ subject }) => subjects().subjects[subject]?.from === 'limits'),
    wallets,
    completeLists: completeQuestions(observation),
    unchanged,
    before: subjects,
    gaps: [...gaps, ...lost],
    allAnswered: gaps.length === 0 && lost.length === 0,
    threshold(subject) {
      if (bySubject.size === 0) return undefined;
      return bySubject.get(subject) ?? (subject.startsWith('account/') ? forAll : undefined);
    },
  };
}
