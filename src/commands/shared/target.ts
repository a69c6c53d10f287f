import { normalizeForMatch } from '../../core/command-line/fold.ts';
import { quoteName } from '../../core/command-line/line.ts';
import type { Token } from '../../core/command-line/token.ts';
import { isOpen } from '../../core/figures/identifiers.ts';
import type { Source } from '../../core/figures/source.ts';
import { looksLikeDay } from '../../core/time/day.ts';

/** The connections that the typed words name, and the remaining words. */
export interface Scope {
  readonly sources: readonly Source[];
  readonly rest?: string;
  /** All typed words: the name of an account may begin like that of a connection. */
  readonly typed?: string;
}

/** Something that a target can name: by a part of its `names`, by the end of its `numbers`, or by a whole `id`. */
export interface Candidate<T> {
  readonly value: T;
  readonly source: Source;
  readonly ids: readonly string[];
  readonly names: readonly string[];
  readonly numbers: readonly string[];
}

/** Splits the words into operators and connections that are named in full, and the rest. */
export function narrowToOwners(sources: readonly Source[], typed: string | undefined): Scope {
  if (typed === undefined) return { sources };
  return { ...narrowed(sources, typed.split(' ')), typed };
}

/**
 * Returns the matching candidates by the first rule that finds any: whole name or number, end of a number (`6789`,
 * `…6789`), part of a name.
 */
export function matching<T>(words: string, candidates: readonly Candidate<T>[]): readonly Candidate<T>[] {
  const wanted = folded(words);
  const whole = candidates.filter(({ ids, names, numbers }) => {
    return [...ids, ...names, ...numbers].some((name) => folded(name) === wanted);
  });
  if (whole.length > 0) return whole;
  const digits = digitsOf(wanted);
  const ending =
    digits === undefined
      ? []
      : candidates.filter(({ numbers }) => numbers.some((number) => number.endsWith(digits)));
  if (ending.length > 0 || wanted.length < 2) return ending;
  return candidates.filter(({ names }) => names.some((name) => folded(name).includes(wanted)));
}

/** The result of a search: `all` of some connections, the candidates that `matched`, or `none`. */
export type Found<T> =
  | {
      readonly kind: 'all';
      readonly sources: readonly Source[];
      readonly candidates: readonly Candidate<T>[];
    }
  | { readonly kind: 'matched'; readonly words: string; readonly candidates: readonly Candidate<T>[] }
  | { readonly kind: 'none'; readonly words: string };

/** Finds the candidates of a scope. Words that match none may still be part of a connection's name. */
export function findTargets<T>(
  { sources, typed, rest }: Scope,
  candidates: readonly Candidate<T>[],
): Found<T> {
  if (rest === undefined) return { kind: 'all', sources, candidates };
  const whole = typed === undefined ? [] : matching(typed, candidates);
  const found = whole.length > 0 ? whole : matching(rest, candidates);
  if (found.length > 0) return { kind: 'matched', words: rest, candidates: found };
  const places = ownersLike(sources, rest);
  if (places.length === 0) return { kind: 'none', words: rest };
  const there = candidates.filter(({ source }) => places.includes(source));
  return { kind: 'all', sources: places, candidates: there };
}

function ownersLike(sources: readonly Source[], words: string): readonly Source[] {
  const wanted = folded(words);
  if (wanted.length < 2) return [];
  return sources.filter((source) => ownerNames(source).some((name) => folded(name).includes(wanted)));
}

/** Every name of a connection that a target can use. */
export function ownerNames({ operator, connection }: Source): readonly string[] {
  return [operator.id, operator.name, connection.id, connection.provider];
}

/** The words of a command line. */
export type Words = readonly (string | Token)[];

/**
 * Returns words that match this candidate alone, for the line of a button: a name, or the shortest end of its number,
 * with its connection if needed or if the typed line named one (`placed`). Never a whole number. Undefined when
 * nothing distinguishes it.
 */
export function shortestReference<T>(
  candidate: Candidate<T>,
  candidates: readonly Candidate<T>[],
  placed = false,
): Words | undefined {
  const ways = [...candidate.ids, ...openNames(candidate), ...endings(candidate)];
  const alone = (word: string, among: readonly Candidate<T>[]): boolean => {
    const found = matching(word, among);
    return found.length === 1 && found[0]?.value === candidate.value;
  };
  const word = placed ? undefined : ways.find((each) => alone(each, candidates));
  if (word !== undefined) return [quoteIfAmbiguous(word)];
  const place = candidates.filter(({ source }) => source === candidate.source);
  const inPlace = ways.find((each) => alone(each, place));
  return inPlace === undefined ? undefined : [...ownerWords(candidate.source), quoteIfAmbiguous(inPlace)];
}

/** Returns words that match one connection. */
export function ownerWords({ operator, connection }: Source): Words {
  return [operator.id, connection.id];
}

/** Quotes a name that would otherwise be taken for another argument. */
export function quoteIfAmbiguous(name: string): string | Token {
  const taken = looksLikeDay(name) || /^[a-z]{3}$/i.test(name) || name.includes(':');
  return taken || ownWords.has(name.toLowerCase()) ? quoteName(name) : name;
}

/** Words that are arguments of some command. */
const ownWords = new Set([
  ...['active', 'inactive', 'all', 'today', 'yesterday', 'action_date', 'c_date', 'page', 'share'],
]);

function narrowed(sources: readonly Source[], words: readonly string[]): Scope {
  for (let count = words.length; count > 0; count--) {
    for (const from of new Set([0, words.length - count])) {
      const named = placesCalled(sources, words.slice(from, from + count).join(' '));
      if (named.length === 0) continue;
      const left = [...words.slice(0, from), ...words.slice(from + count)];
      return left.length === 0 ? { sources: named } : narrowed(named, left);
    }
  }
  return { sources, rest: words.join(' ') };
}

function placesCalled(sources: readonly Source[], words: string): readonly Source[] {
  const wanted = folded(words);
  return sources.filter((source) => ownerNames(source).some((name) => folded(name) === wanted));
}

function openNames<T>({ names }: Candidate<T>): readonly string[] {
  return names.filter((name) => {
    const isPlain = folded(name) !== '' && !/\p{Cc}/u.test(name) && name.length <= maxTargetLength;
    return isPlain && isOpen(name);
  });
}

const maxTargetLength = 64;

/** The ends of its numbers, shortest first: at least four digits, never a whole long number. */
function endings<T>({ numbers }: Candidate<T>): readonly string[] {
  return numbers.flatMap((number) => {
    const [shortest, longest] = [Math.min(4, number.length), Math.max(4, number.length - 1)];
    return Array.from({ length: longest - shortest + 1 }, (_, more) => number.slice(-(shortest + more)));
  });
}

/** The digits of a number as typed or copied: `6789`, `…6789`, `1234 5678`. */
function digitsOf(words: string): string | undefined {
  const digits = words.replace(/^(?:…|\.{2,3}|\*+|x+)/, '').replace(/[\s-]/g, '');
  return /^\d{2,}$/.test(digits) ? digits : undefined;
}

function folded(text: string): string {
  return normalizeForMatch(text).toLowerCase().replace(/ +/g, ' ').trim();
}
