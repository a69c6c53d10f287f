import type { Arg, ArgFault, ArgSpec, ArgsOf } from '../../core/command/arg.ts';
import type { Command } from '../../core/command/command.ts';
import { renderLine } from '../../core/command-line/line.ts';
import { nearest } from '../../core/command-line/nearest.ts';
import type { Token } from '../../core/command-line/token.ts';
import type { Reply } from '../../core/reply/types.ts';
import { extractOptions } from './page-and-share.ts';
import { usageReply } from './usage.ts';
import { usageText } from './usage-text.ts';

/** Checked arguments, or a usage reply. */
export type BoundArgs =
  | {
      readonly kind: 'bound';
      readonly args: ArgsOf<ArgSpec>;
      /** The line as understood, without `page` and `share`. */
      readonly line: string;
      readonly page?: number;
      readonly share: boolean;
    }
  | { readonly kind: 'reply'; readonly reply: Reply };

/**
 * Gives every word to the first argument, in the order they are declared, that knows its shape and is still free. What
 * nobody knows is the `rest` argument's. A word too many, twice the same thing or a wrong value make a usage reply
 * with the line that would be right: nothing is guessed.
 */
export function bindArgs(command: Command, words: readonly Token[]): BoundArgs {
  const tail = extractOptions(words);
  const render = (tokens: readonly Token[]) => renderLine(command.name, ...tokens, ...tail.words);
  const usage = (sentence: string, ...mended: readonly (readonly Token[])[]): BoundArgs => {
    return { kind: 'reply', reply: usageReply(command, sentence, mended.map(render)) };
  };
  if (tail.kind === 'bad-page') return usage(usageText.page, tail.before);

  const given = tail.before;
  const sorted = sort(command.args, given);
  const refusal = refusalOf(command.args, sorted);
  if (refusal !== undefined) {
    const kept = given.filter((word) => !refusal.dropped.includes(word));
    return usage(refusal.fault.sentence, ...mendOf(refusal.fault, kept));
  }
  const [twice] = sorted.twice;
  if (twice !== undefined) {
    const without = (token: Token) => given.filter((word) => word !== token);
    const sentence = usageText.twice(twice.label, twice.first.text, twice.second.text);
    return usage(sentence, without(twice.second), without(twice.first));
  }
  const rest = Object.entries(command.args).find(([, arg]) => arg.rest)?.[0];
  const [unknown] = sorted.unknown;
  if (rest === undefined && unknown !== undefined) {
    const [near] = nearest(unknown.text, freeChoices(command.args, sorted.taken), 1);
    if (near === undefined) {
      const kept = given.filter((word) => !sorted.unknown.includes(word));
      return usage(usageText.leftover(command.name, unknown.text), kept);
    }
    const mended = given.map((word) => (word === unknown ? plain(near) : word));
    return usage(usageText.near(unknown.text, near), mended);
  }

  const args: Record<string, unknown> = {};
  for (const [name, arg] of Object.entries(command.args)) {
    const own =
      name === rest ? sorted.unknown : [sorted.taken.get(name)].filter((word) => word !== undefined);
    const typed = own.length === 0 ? undefined : own.map(({ text }) => text.trim()).join(' ');
    const checked = check(command, arg, typed);
    if (checked.kind === 'fault') {
      const mended = mendOf(
        checked.fault,
        given.filter((word) => !own.includes(word)),
        given.indexOf(own[0] ?? plain('')),
      );
      return usage(checked.fault.sentence, ...mended);
    }
    args[name] = checked.value;
  }
  const page = tail.page === undefined ? {} : { page: tail.page };
  return { kind: 'bound', args, line: renderLine(command.name, ...given), share: tail.share, ...page };
}

interface Sorted {
  readonly taken: ReadonlyMap<string, Token>;
  /** Words whose argument is taken already. */
  readonly twice: readonly { readonly label: string; readonly first: Token; readonly second: Token }[];
  readonly unknown: readonly Token[];
}

function sort(spec: ArgSpec, words: readonly Token[]): Sorted {
  const taken = new Map<string, Token>();
  const twice: { label: string; first: Token; second: Token }[] = [];
  const unknown: Token[] = [];
  for (const word of words) {
    const able = Object.entries(spec).filter(([, arg]) => !arg.rest && arg.accepts(word));
    const [free] = able.find(([name]) => !taken.has(name)) ?? [];
    const [full] = able;
    if (free !== undefined) taken.set(free, word);
    else if (full !== undefined)
      twice.push({ label: full[1].label, first: taken.get(full[0]) ?? word, second: word });
    else unknown.push(word);
  }
  return { taken, twice, unknown };
}

/**
 * Whether an argument says that the words nobody knows were meant for it, and wrong. Names in quotes never are.
 * `dropped` are the words that its mend replaces.
 */
function refusalOf(
  spec: ArgSpec,
  { taken, twice, unknown }: Sorted,
): { readonly fault: ArgFault; readonly dropped: readonly Token[] } | undefined {
  const rest = unknown.filter(({ quoted }) => !quoted);
  if (rest.length === 0) return undefined;
  const typed = rest.map(({ text }) => text).join(' ');
  for (const [name, { refuses }] of Object.entries(spec)) {
    const fault = refuses?.(typed);
    if (fault === undefined) continue;
    const own = taken.get(name);
    return { fault, dropped: [...rest, ...(own ? [own] : []), ...twice.map(({ second }) => second)] };
  }
  return undefined;
}

type Checked =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'fault'; readonly fault: ArgFault };

function check(command: Command, { schema, label }: Arg, typed: string | undefined): Checked {
  const parsed = schema.safeParse(typed);
  if (parsed.success) return { kind: 'value', value: parsed.data };
  const [issue] = parsed.error.issues;
  if (issue?.code !== 'custom') {
    const sentence =
      typed === undefined ? usageText.missing(command.name, label) : usageText.unfit(typed, label);
    return { kind: 'fault', fault: { sentence } };
  }
  const suggestion: unknown = issue.params?.['mend'];
  return {
    kind: 'fault',
    fault: { sentence: issue.message, ...(typeof suggestion === 'string' && { suggestion }) },
  };
}

/** The words with the mend among them, where there is one. */
function mendOf(
  { suggestion }: ArgFault,
  kept: readonly Token[],
  at = kept.length,
): readonly (readonly Token[])[] {
  if (suggestion === undefined) return [];
  const place = at < 0 ? kept.length : at;
  return [[...kept.slice(0, place), plain(suggestion), ...kept.slice(place)]];
}

function freeChoices(spec: ArgSpec, taken: ReadonlyMap<string, Token>): readonly string[] {
  return Object.entries(spec).flatMap(([name, arg]) => (taken.has(name) ? [] : (arg.choices ?? [])));
}

function plain(text: string): Token {
  return { text, quoted: false };
}
