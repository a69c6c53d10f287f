import type { Arg, ArgFault, ArgSpec, ArgsOf } from '../../core/command/arg.ts';
import type { Command } from '../../core/command/command.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { nearest } from '../../core/command-line/nearest.ts';
import type { Token } from '../../core/command-line/token.ts';
import type { Reply } from '../../core/reply/types.ts';
import { extractOptions } from './page-and-share.ts';
import { usageReply } from './usage.ts';
import { usageText } from './usage-text.ts';

/** Parsed arguments, or a usage reply. */
export type BoundArgs =
  | {
      readonly kind: 'bound';
      readonly args: ArgsOf<ArgSpec>;
      /** The line in canonical form, without `page` and `share`. */
      readonly line: string;
      readonly page?: number;
      readonly share: boolean;
    }
  | { readonly kind: 'reply'; readonly reply: Reply };

/**
 * Binds every word to the first declared argument that accepts it and has no word yet. All other words go to the `rest`
 * argument. A surplus word, two words for one argument or a wrong value result in a usage reply with the corrected line;
 * nothing is guessed.
 */
export function bindArgs(command: Command, words: readonly Token[]): BoundArgs {
  const options = extractOptions(words);
  const usage = (sentence: string, ...corrected: readonly (readonly Token[])[]): BoundArgs => {
    const lines = corrected.map((tokens) => renderLine(command.name, ...tokens, ...options.words));
    return { kind: 'reply', reply: usageReply(command, sentence, lines) };
  };
  if (options.kind === 'bad-page') return usage(usageText.page, options.before);

  const typed = options.before;
  const assigned = assign(command.args, typed);
  const refusal = refusalOf(command.args, assigned);
  if (refusal !== undefined) {
    const others = typed.filter((word) => !refusal.replaced.includes(word));
    return usage(refusal.fault.sentence, ...withSuggestion(refusal.fault, others));
  }
  const [duplicate] = assigned.duplicates;
  if (duplicate !== undefined) {
    const without = (token: Token) => typed.filter((word) => word !== token);
    const sentence = usageText.twice(duplicate.label, duplicate.first.text, duplicate.second.text);
    return usage(sentence, without(duplicate.second), without(duplicate.first));
  }
  const rest = Object.entries(command.args).find(([, arg]) => arg.rest)?.[0];
  const [unknown] = assigned.unknown;
  if (rest === undefined && unknown !== undefined) {
    const [near] = nearest(unknown.text, freeChoices(command.args, assigned.words), 1);
    if (near === undefined) {
      const others = typed.filter((word) => !assigned.unknown.includes(word));
      return usage(usageText.leftover(command.name, unknown.text), others);
    }
    const corrected = typed.map((word) => (word === unknown ? unquoted(near) : word));
    return usage(usageText.near(unknown.text, near), corrected);
  }

  const args: Record<string, unknown> = {};
  for (const [name, arg] of Object.entries(command.args)) {
    const word = assigned.words.get(name);
    const argWords = name === rest ? assigned.unknown : word === undefined ? [] : [word];
    const value = argWords.length === 0 ? undefined : argWords.map(({ text }) => text.trim()).join(' ');
    const parsed = parseArg(command, arg, value);
    if (parsed.kind === 'fault') {
      const others = typed.filter((each) => !argWords.includes(each));
      const [first] = argWords;
      const place = first === undefined ? others.length : typed.indexOf(first);
      return usage(parsed.fault.sentence, ...withSuggestion(parsed.fault, others, place));
    }
    args[name] = parsed.value;
  }
  const page = options.page === undefined ? {} : { page: options.page };
  return { kind: 'bound', args, line: renderLine(command.name, ...typed), share: options.share, ...page };
}

/** The words of a line by the argument that accepts them. */
interface AssignedWords {
  readonly words: ReadonlyMap<string, Token>;
  /** Words whose argument already has one. */
  readonly duplicates: readonly { readonly label: string; readonly first: Token; readonly second: Token }[];
  readonly unknown: readonly Token[];
}

function assign(spec: ArgSpec, typed: readonly Token[]): AssignedWords {
  const words = new Map<string, Token>();
  const duplicates: { label: string; first: Token; second: Token }[] = [];
  const unknown: Token[] = [];
  for (const word of typed) {
    const accepting = Object.entries(spec).filter(([, arg]) => !arg.rest && arg.accepts(word));
    const [free] = accepting.find(([name]) => !words.has(name)) ?? [];
    const [taken] = accepting;
    if (free !== undefined) words.set(free, word);
    else if (taken !== undefined) {
      const [name, { label }] = taken;
      duplicates.push({ label, first: words.get(name) ?? word, second: word });
    } else unknown.push(word);
  }
  return { words, duplicates, unknown };
}

/**
 * The first argument that recognises the unknown words as a wrong value of its own, such as a period for a date. Quoted
 * words are names and are left out. `replaced`: the words that its suggestion replaces.
 */
function refusalOf(
  spec: ArgSpec,
  { words, duplicates, unknown }: AssignedWords,
): { readonly fault: ArgFault; readonly replaced: readonly Token[] } | undefined {
  const unquotedWords = unknown.filter(({ quoted }) => !quoted);
  if (unquotedWords.length === 0) return undefined;
  const typed = unquotedWords.map(({ text }) => text).join(' ');
  for (const [name, { refuses }] of Object.entries(spec)) {
    const fault = refuses?.(typed);
    if (fault === undefined) continue;
    const word = words.get(name);
    const surplus = duplicates.map(({ second }) => second);
    return { fault, replaced: [...unquotedWords, ...(word ? [word] : []), ...surplus] };
  }
  return undefined;
}

type ParsedArg =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'fault'; readonly fault: ArgFault };

function parseArg(command: Command, { schema, label }: Arg, typed: string | undefined): ParsedArg {
  const parsed = schema.safeParse(typed);
  if (parsed.success) return { kind: 'value', value: parsed.data };
  const [issue] = parsed.error.issues;
  if (issue?.code !== 'custom') {
    const sentence =
      typed === undefined ? usageText.missing(command.name, label) : usageText.unfit(typed, label);
    return { kind: 'fault', fault: { sentence } };
  }
  const suggestion: unknown = issue.params?.['suggestion'];
  return {
    kind: 'fault',
    fault: { sentence: issue.message, ...(typeof suggestion === 'string' && { suggestion }) },
  };
}

/** The other words with the suggestion at its place; no line if there is no suggestion. */
function withSuggestion(
  { suggestion }: ArgFault,
  others: readonly Token[],
  place = others.length,
): readonly (readonly Token[])[] {
  return suggestion === undefined ? [] : [others.toSpliced(place, 0, unquoted(suggestion))];
}

function freeChoices(spec: ArgSpec, words: ReadonlyMap<string, Token>): readonly string[] {
  return Object.entries(spec).flatMap(([name, arg]) => (words.has(name) ? [] : (arg.choices ?? [])));
}

function unquoted(text: string): Token {
  return { text, quoted: false };
}
