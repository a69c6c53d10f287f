import type { Memory, Remembered, ThresholdRecord } from '../../core/alertRecords.ts';
import type { Round } from '../../core/alertRule.ts';
import type { Instant } from '../../core/clock.ts';
import { headroomOf } from '../../core/headroom.ts';
import { isUnreadable, type Look } from './look.ts';

/** What rules judge: a look beside what was known before it. */
export function roundOf(
  { source, accounts, wallets, answered, whole, silences, unreadable }: Look,
  before: Memory,
  set: readonly ThresholdRecord[],
  { now, blindAfter }: Pick<Round, 'now' | 'blindAfter'>,
): Round {
  const own = set.filter(({ connection }) => connection === source.connection.id);
  const bySubject = new Map(own.map(({ subject, threshold }) => [subject, threshold]));
  const lost = [...unreadable].flatMap(([subject, silence]) => {
    return before.subjects[subject]?.known === true ? [silence] : [];
  });
  const everywhere = isEverywhere({ source, answered });
  return {
    operator: source.operator.id,
    connection: source.connection.id,
    now,
    blindAfter,
    // Without the first list, what only the second knows for sure is judged: the figures of both are never mixed.
    accounts: everywhere
      ? accounts
      : accounts.filter(({ subject }) => before.subjects[subject]?.from === 'limits'),
    wallets,
    whole: wholeOf({ source, answered, whole }),
    before,
    silences: [...silences, ...lost],
    sighted: silences.length === 0 && lost.length === 0,
    threshold: (subject) => {
      return bySubject.get(subject) ?? (subject.startsWith('account/') ? bySubject.get('*') : undefined);
    },
  };
}

/** Whether the first list of accounts is there, or there is none. */
function isEverywhere({ source, answered }: Pick<Look, 'source' | 'answered'>): boolean {
  return answered.has('accounts') || source.can.accounts === undefined;
}

/** Questions whose answer shows what is listed no more. */
function wholeOf(look: Pick<Look, 'source' | 'answered' | 'whole'>): ReadonlySet<string> {
  return isEverywhere(look) ? look.whole : new Set([...look.whole].filter((each) => each !== 'limits'));
}

/** How long what is listed no more is remembered. */
const daysKept = 7;

/** What is remembered after a round; the same object when nothing changed. */
export function remember(before: Memory, look: Look, now: Instant): Memory {
  const day = Math.floor(now / 86_400_000);
  const subjects: Record<string, Remembered> = { ...before.subjects };
  let changed = false;
  const keep = (subject: string, next: Remembered) => {
    const last = subjects[subject];
    if (
      last?.from === next.from &&
      last.wasActive === next.wasActive &&
      last.known === next.known &&
      last.day === next.day &&
      last.gone === next.gone
    )
      return;
    subjects[subject] = next;
    changed = true;
  };
  const everywhere = isEverywhere(look);
  for (const { subject, called, thing, from } of look.accounts) {
    const last = subjects[subject];
    const wasActive = thing.state === 'active' || last?.wasActive === true;
    const isKnown = headroomOf(thing).kind === 'known' || (last?.known === true && isUnreadable(thing));
    const origin = everywhere ? from : (last?.from ?? from);
    keep(subject, { called: [...called], from: origin, wasActive, known: isKnown, day });
  }
  for (const { subject, called, thing, from } of look.wallets) {
    const isKnown = thing.balance.kind !== 'missing' || subjects[subject]?.known === true;
    keep(subject, { called: [...called], from, wasActive: true, known: isKnown, day });
  }
  const listed = new Set([...look.accounts, ...look.wallets].map(({ subject }) => subject));
  const whole = wholeOf(look);
  for (const [subject, last] of Object.entries(subjects)) {
    // Only a list that is whole shows that something is gone: silence, however long, forgets nothing.
    if (listed.has(subject) || !whole.has(last.from)) continue;
    if (last.gone !== true) keep(subject, { ...last, day, gone: true });
    else if (day - last.day > daysKept) {
      delete subjects[subject];
      changed = true;
    }
  }
  return changed ? { subjects } : before;
}
