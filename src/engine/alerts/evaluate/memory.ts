import type { KnownSubject, KnownSubjects, KnownSubjectsRecord } from '../../../core/alerts/records.ts';
import { accountIdentifiers, type NameParts, walletIdentifiers } from '../../../core/figures/identifiers.ts';
import { identifier } from '../../../core/reply/build.ts';
import type { Identifier } from '../../../core/reply/types.ts';
import type { Instant } from '../../../core/time/clock.ts';
import { isUnreadable, type Observation } from '../poll/observe.ts';

/** How long what is listed no more is remembered. */
const daysKept = 7;

/** What is remembered after a round; the same object when nothing changed. */
export function remember(before: KnownSubjects, look: Observation, now: Instant): KnownSubjects {
  const day = dayOf(now);
  const subjects: Record<string, KnownSubject> = {};
  let changed = false;
  const keep = (subject: string, next: Omit<KnownSubject, 'called'>, called: () => NameParts) => {
    const last = before.subjects[subject];
    const isSame =
      last?.from === next.from &&
      last.wasActive === next.wasActive &&
      last.known === next.known &&
      last.day === next.day &&
      last.gone === next.gone;
    if (!isSame) changed = true;
    subjects[subject] = isSame ? last : { ...next, called: [...called()] };
  };
  const everywhere = allListsSeen(look);
  for (const { subject, thing, from, remaining } of look.accounts) {
    const last = before.subjects[subject];
    const wasActive = thing.state === 'active' || last?.wasActive === true;
    const known = remaining.kind === 'known' || (last?.known === true && isUnreadable(thing, remaining));
    const origin = everywhere ? from : (last?.from ?? from);
    keep(subject, { from: origin, wasActive, known, day }, () => accountIdentifiers(thing));
  }
  for (const { subject, thing, from, isUser } of look.wallets) {
    const known = thing.balance.kind !== 'missing' || before.subjects[subject]?.known === true;
    const called = () => walletIdentifiers({ wallet: thing, isUser });
    keep(subject, { from, wasActive: true, known, day }, called);
  }
  const whole = completeQuestions(look);
  for (const [subject, last] of Object.entries(before.subjects)) {
    if (subject in subjects) continue;
    // Only a list that is whole shows that something is gone: silence, however long, forgets nothing.
    if (!whole.has(last.from)) subjects[subject] = last;
    else if (last.gone !== true) keep(subject, { ...last, day, gone: true }, () => last.called);
    else if (day - last.day <= daysKept) subjects[subject] = last;
    else changed = true;
  }
  return changed ? { subjects } : before;
}

/** Whether the first list of accounts is there, or there is none. */
export function allListsSeen({ source, answered }: Pick<Observation, 'source' | 'answered'>): boolean {
  return answered.has('accounts') || source.can.accounts === undefined;
}

/** Questions whose answer shows what is listed no more. */
export function completeQuestions(
  look: Pick<Observation, 'source' | 'answered' | 'completeLists'>,
): ReadonlySet<string> {
  return allListsSeen(look)
    ? look.completeLists
    : new Set([...look.completeLists].filter((each) => each !== 'limits'));
}

const letters = { accounts: 'a', limits: 'l', balances: 'b', wallets: 'w' } as const;
type From = KnownSubject['from'];
const froms = new Map(Object.entries(letters).map(([from, letter]) => [letter as string, from as From]));

/** How a memory rests: what was listed that day in short, in the order of the list, so that most looks need no more. */
export function serialize({ subjects }: KnownSubjects, now: Instant): KnownSubjectsRecord {
  const day = dayOf(now);
  const listed: string[] = [];
  const others: Record<string, KnownSubject> = {};
  for (const [subject, known] of Object.entries(subjects)) {
    if (known.day !== day || known.gone === true || subject.includes('\n')) others[subject] = known;
    else listed.push(renderLine(subject, known));
  }
  return { day, listed, others };
}

export function deserialize(record: KnownSubjectsRecord | undefined): KnownSubjects {
  if (record === undefined) return { subjects: {} };
  const { day, listed, others } = record;
  return { subjects: { ...Object.fromEntries(listed.map((line) => parseLine(line, day))), ...others } };
}

/** Whether a look shows what the record says and nothing else, so that remembering it would change nothing. */
export function isAsRemembered(
  record: KnownSubjectsRecord | undefined,
  look: Observation,
  now: Instant,
): boolean {
  if (record === undefined || record.day !== dayOf(now) || !allListsSeen(look)) return false;
  const { listed, others } = record;
  const { accounts, wallets } = look;
  if (listed.length !== accounts.length + wallets.length || Object.keys(others).length > 0) return false;
  return (
    accounts.every(({ subject, thing, from, remaining }, index) =>
      isLine(listed[index], subject, from, thing.state === 'active', remaining.kind === 'known'),
    ) &&
    wallets.every(({ subject, thing, from }, index) =>
      isLine(listed[accounts.length + index], subject, from, true, thing.balance.kind !== 'missing'),
    )
  );
}

function renderLine(subject: string, { from, wasActive, known, called }: KnownSubject): string {
  return `${letters[from]}${wasActive ? 'A' : '-'}${known ? 'K' : '-'}${subject}\n${renderCalled(called, subject)}`;
}

/** Where the three letters before the subject end. */
const head = 3;

function parseLine(line: string, day: number): [string, KnownSubject] {
  const end = line.indexOf('\n');
  const subject = line.slice(head, end);
  const from = froms.get(line.charAt(0)) ?? 'accounts';
  const [wasActive, known] = [line.charAt(1) === 'A', line.charAt(2) === 'K'];
  return [subject, { called: parseCalled(line.slice(end + 1), subject), from, wasActive, known, day }];
}

function isLine(
  line: string | undefined,
  subject: string,
  from: From,
  wasActive: boolean,
  known: boolean,
): boolean {
  return (
    line?.charAt(0) === letters[from] &&
    (line.charAt(1) === 'A') === wasActive &&
    (line.charAt(2) === 'K') === known &&
    line.charAt(head + subject.length) === '\n' &&
    line.startsWith(subject, head)
  );
}

/** Mostly a subject ends with what it is called: then that is how long it is. */
function renderCalled(called: KnownSubject['called'], subject: string): string {
  const [first, second] = called;
  return first !== undefined && second === undefined && subject.endsWith(first.text)
    ? `${first.of} ${first.text.length}`
    : JSON.stringify(called.map(({ of, text }) => [of, text]));
}

function parseCalled(text: string, subject: string): KnownSubject['called'] {
  if (text.startsWith('[')) {
    const pieces = JSON.parse(text) as readonly (readonly [Identifier['of'], string])[];
    return pieces.map(([of, own]) => identifier(of, own));
  }
  const [of = '', length = ''] = text.split(' ');
  return [identifier(of as Identifier['of'], subject.slice(subject.length - Number(length)))];
}

/** Days since the epoch. */
export function dayOf(now: Instant): number {
  return Math.floor(now / 86_400_000);
}
