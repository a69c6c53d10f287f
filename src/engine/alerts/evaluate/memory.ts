import type { KnownSubject, KnownSubjects, KnownSubjectsRecord } from '../../../core/alerts/records.ts';
import { accountIdentifiers, type NameParts, walletIdentifiers } from '../../../core/figures/identifiers.ts';
import { identifier } from '../../../core/reply/build.ts';
import type { Identifier } from '../../../core/reply/types.ts';
import type { Instant } from '../../../core/time/clock.ts';
import { isUnreadable } from '../poll/answers.ts';
import type { Observation } from '../poll/observe.ts';

/** Days for which a subject that is no longer listed is remembered. */
const retentionDays = 7;

/** Returns the known subjects after an observation; the same object if nothing changed. */
export function updateSubjects(before: KnownSubjects, observation: Observation, now: Instant): KnownSubjects {
  const day = dayOf(now);
  const subjects: Record<string, KnownSubject> = {};
  let changed = false;
  const add = (subject: string, next: Omit<KnownSubject, 'called'>, called: () => NameParts) => {
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
  const isWhole = allListsSeen(observation);
  for (const { subject, thing, from, remaining } of observation.accounts) {
    const last = before.subjects[subject];
    const wasActive = thing.state === 'active' || last?.wasActive === true;
    const known = remaining.kind === 'known' || (last?.known === true && isUnreadable(thing, remaining));
    const origin = isWhole ? from : (last?.from ?? from);
    add(subject, { from: origin, wasActive, known, day }, () => accountIdentifiers(thing));
  }
  for (const { subject, thing, from, isUser } of observation.wallets) {
    const known = thing.balance.kind !== 'missing' || before.subjects[subject]?.known === true;
    const called = () => walletIdentifiers({ wallet: thing, isUser });
    add(subject, { from, wasActive: true, known, day }, called);
  }
  const complete = completeQuestions(observation);
  for (const [subject, last] of Object.entries(before.subjects)) {
    if (subject in subjects) continue;
    // Only a complete list shows that a subject is no longer listed. Missing data removes nothing, however long it lasts.
    if (!complete.has(last.from)) subjects[subject] = last;
    else if (last.gone !== true) add(subject, { ...last, day, gone: true }, () => last.called);
    else if (day - last.day <= retentionDays) subjects[subject] = last;
    else changed = true;
  }
  return changed ? { subjects } : before;
}

/** Whether the account list was answered, or the provider has none. */
export function allListsSeen({ source, answered }: Pick<Observation, 'source' | 'answered'>): boolean {
  return answered.has('accounts') || source.can.accounts === undefined;
}

/** Questions whose answer shows which subjects are no longer listed. */
export function completeQuestions(
  observation: Pick<Observation, 'source' | 'answered' | 'completeLists'>,
): ReadonlySet<string> {
  return allListsSeen(observation)
    ? observation.completeLists
    : new Set([...observation.completeLists].filter((each) => each !== 'limits'));
}

const letters = { accounts: 'a', limits: 'l', balances: 'b', wallets: 'w' } as const;
type From = KnownSubject['from'];
const froms = new Map(Object.entries(letters).map(([from, letter]) => [letter as string, from as From]));

/** Encodes known subjects: those listed today as short lines in the order of the list, so that `isAsStored` can compare them unparsed. */
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

/** Whether an observation lists exactly the stored subjects, so that storing it would change nothing. */
export function isAsStored(
  record: KnownSubjectsRecord | undefined,
  observation: Observation,
  now: Instant,
): boolean {
  if (record === undefined || record.day !== dayOf(now) || !allListsSeen(observation)) return false;
  const { listed, others } = record;
  const { accounts, wallets } = observation;
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

/** Length of the flags before the subject. */
const flagsLength = 3;

function parseLine(line: string, day: number): [string, KnownSubject] {
  const end = line.indexOf('\n');
  const subject = line.slice(flagsLength, end);
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
    line.charAt(flagsLength + subject.length) === '\n' &&
    line.startsWith(subject, flagsLength)
  );
}

/** Encodes the name of a subject. Most subjects end with their name: then only its length is stored. */
function renderCalled(called: KnownSubject['called'], subject: string): string {
  const [first, second] = called;
  return first !== undefined && second === undefined && subject.endsWith(first.text)
    ? `${first.of} ${first.text.length}`
    : JSON.stringify(called.map(({ of, text }) => [of, text]));
}

function parseCalled(text: string, subject: string): KnownSubject['called'] {
  if (text.startsWith('[')) {
    const pieces = JSON.parse(text) as readonly (readonly [Identifier['of'], string])[];
    return pieces.map(([of, name]) => identifier(of, name));
  }
  const [of = '', length = ''] = text.split(' ');
  return [identifier(of as Identifier['of'], subject.slice(subject.length - Number(length)))];
}

/** Days since the epoch. */
export function dayOf(now: Instant): number {
  return Math.floor(now / 86_400_000);
}
