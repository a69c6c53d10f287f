import type { Memory, ThresholdRecord } from '../../../core/alerts/records.ts';
import type { Round } from '../../../core/alerts/rule.ts';
import type { Look } from '../poll/observe.ts';
import { isEverywhere, wholeOf } from './memory.ts';

/** What was known before a look, read only when somebody wants to know. */
export interface Before {
  /** Whether the look shows what was known and nothing else. */
  readonly unchanged: boolean;
  memory(): Memory;
}

/** What rules judge: a look beside what was known before it. */
export function roundOf(
  look: Look,
  { unchanged, memory }: Before,
  set: readonly ThresholdRecord[],
  { now, blindAfter }: Pick<Round, 'now' | 'blindAfter'>,
): Round {
  const { source, accounts, wallets, silences, unreadable } = look;
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
    blindAfter,
    // Without the first list, what only the second knows for sure is judged: the figures of both are never mixed.
    accounts: isEverywhere(look)
      ? accounts
      : accounts.filter(({ subject }) => memory().subjects[subject]?.from === 'limits'),
    wallets,
    whole: wholeOf(look),
    unchanged,
    before: memory,
    silences: [...silences, ...lost],
    sighted: silences.length === 0 && lost.length === 0,
    threshold(subject) {
      if (bySubject.size === 0) return undefined;
      return bySubject.get(subject) ?? (subject.startsWith('account/') ? forAll : undefined);
    },
  };
}
