import type { Context } from '../../core/command/command.ts';
import type { Fault } from '../../core/errors/errors.ts';
import { explainFault } from '../../core/errors/text.ts';
import type { SourceResult } from '../../core/figures/gather.ts';
import type { Source } from '../../core/figures/source.ts';
import { ageText, joined } from '../../core/figures/text.ts';
import { formatCount } from '../../core/format/format.ts';
import { capabilityWords } from '../../core/provider/capability-names.ts';
import type { Capability } from '../../core/provider/provider.ts';
import { heading, line, moment, note, pieces, reply, text, time } from '../../core/reply/build.ts';
import type { Block, Content, Reply } from '../../core/reply/types.ts';
import type { Instant } from '../../core/time/clock.ts';

/** The names of connections for this reader: with the operator only if there are several operators. */
export interface OwnerNames {
  label(source: Source): string;
  /** Undefined if every row would have the same. */
  operator(source: Source): string | undefined;
  connection(source: Source): string | undefined;
}

export function nameOwners(sources: readonly Source[]): OwnerNames {
  const severalOperators = new Set(sources.map(({ operator }) => operator.id)).size > 1;
  const label = ({ operator, connection }: Source): string => {
    return severalOperators ? `${operator.name}: ${connection.id}` : connection.id;
  };
  return {
    label,
    operator: ({ operator }) => (severalOperators ? operator.name : undefined),
    connection: ({ connection }) => (sources.length > 1 ? connection.id : undefined),
  };
}

/** Something that could not be read: its source, the part of it, and the reason. */
export interface MissingSource {
  readonly source: Source;
  readonly what?: Content;
  readonly fault: Fault;
}

/** The missing parts. A connection that failed as a whole is listed once. */
function missingIn(parts: readonly SourceResult[]): readonly MissingSource[] {
  const missing: MissingSource[] = [];
  for (const source of new Set(parts.map((part) => part.source))) {
    const own = parts.filter((part) => part.source === source);
    const faults = own.flatMap(({ capability, reading }) => {
      return reading.kind === 'fail'
        ? [{ source, what: capabilityWords[capability], fault: reading.fault }]
        : [];
    });
    const [first] = faults;
    const asOne = faults.length === own.length && new Set(faults.map(({ fault }) => fault.reason)).size === 1;
    if (first !== undefined && asOne) missing.push({ source, fault: first.fault });
    else missing.push(...faults);
  }
  return missing;
}

/** The result of a command's reading: the answers, the failures within them, and notes on them. */
export interface Read {
  readonly parts: readonly SourceResult[];
  readonly failed: readonly MissingSource[];
  readonly notes: readonly { readonly source: Source; readonly block: Block }[];
}

/** Combines results, limited to these connections. */
export function readTogether(reads: readonly Read[], sources: readonly Source[]): Read {
  const here = ({ source }: { readonly source: Source }) => sources.includes(source);
  return {
    parts: reads.flatMap(({ parts }) => parts.filter(here)),
    failed: reads.flatMap(({ failed }) => failed.filter(here)),
    notes: reads.flatMap(({ notes }) => notes.filter(here)),
  };
}

/** A headline, followed by `1 of 3 sources did not answer` when something is missing. */
export function headlineOf(sentence: string, read: Read, locale: string): string {
  const words = sourcesWords(read, locale);
  return `${capitalised(sentence)}${words === undefined ? '' : `; ${words}`}`;
}

export function isMissing({ parts, failed }: Read): boolean {
  return failed.length > 0 || parts.some(({ reading }) => reading.kind === 'fail');
}

/** Whether nothing is missing and no list has a note. Only then is a sum a total. */
export function isWhole(read: Read): boolean {
  return !isMissing(read) && read.notes.length === 0;
}

/** The closing blocks: notes, what is missing and why, and the age of the figures. */
export function closingBlocks(read: Read, { sources, reader, now }: Context): readonly Block[] {
  const places = nameOwners(sources);
  return [
    ...read.notes.map(({ block }) => block),
    ...missingBlocks(read, places, reader.locale),
    ...ageBlocks(read.parts, places, now),
  ];
}

/** One note for everything that is missing, or none: `1 of 3 sources did not answer; missing: x (reason).` */
export function missingBlocks(read: Read, places: OwnerNames, locale: string): readonly Block[] {
  const words = sourcesWords(read, locale);
  if (words === undefined) return [];
  const named = missingOf(read).map(({ source, what, fault }): Content => {
    const why = ` (${explainFault(fault).replace(/\.$/, '')})`;
    return what === undefined
      ? [places.label(source), why]
      : [`${places.label(source)} `, ...pieces(what), why];
  });
  return [note('problem', [`${capitalised(words)}; missing: `, ...pieces(joined(named)), '.'])];
}

function capitalised(sentence: string): string {
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}

function missingOf({ parts, failed }: Read): readonly MissingSource[] {
  return [...missingIn(parts), ...failed];
}

function sourcesWords(read: Read, locale: string): string | undefined {
  const asked = new Set(read.parts.map(({ source }) => source));
  const failedSources = new Set(missingOf(read).map(({ source }) => source));
  if (failedSources.size === 0) return undefined;
  const isPartial = read.parts.some(({ reading }) => reading.kind !== 'fail');
  if (asked.size === 1 && isPartial) return 'incomplete';
  return `${formatCount(asked.size - failedSources.size, locale)} of ${formatCount(asked.size, locale)} sources`;
}

/** The time of the figures, and a note on stale ones. */
export function ageBlocks(
  parts: readonly SourceResult[],
  places: OwnerNames,
  now: Instant,
): readonly Block[] {
  const fresh = parts.flatMap(({ reading }) => (reading.kind === 'ok' ? [reading.asOf] : []));
  const blocks: Block[] = [];
  if (fresh.length > 0) {
    const [oldest, newest] = [Math.min(...fresh), Math.max(...fresh)];
    const at = now - oldest > halfDay ? moment : time;
    const span: Content = newest - oldest < minute ? [at(oldest)] : [at(oldest), ' to ', at(newest)];
    blocks.push(text(['As of ', ...span]));
  }
  for (const { source, capability, reading } of oldestStale(parts)) {
    const at = now - reading.asOf > halfDay ? moment : time;
    const head = `${places.label(source)} ${capabilityWords[capability]}: ${ageText(now - reading.asOf)} old, as of `;
    const tail = `; asking again failed (${explainFault(reading.why).replace(/\.$/, '')}).`;
    blocks.push(note('warning', [head, at(reading.asOf), tail]));
  }
  return blocks;
}

type StalePart = SourceResult & { readonly reading: Extract<SourceResult['reading'], { kind: 'stale' }> };

/** Drops repeated connection and question pairs. */
function oldestStale(parts: readonly SourceResult[]): readonly StalePart[] {
  const stale = parts.filter((part): part is StalePart => part.reading.kind === 'stale');
  return stale.filter((part) => {
    const same = stale.filter(
      (other) => other.source === part.source && other.capability === part.capability,
    );
    return same.every((other) => other.reading.asOf > part.reading.asOf || other === part);
  });
}

const minute = 60_000;
const halfDay = 43_200_000;

/** The notes on connections without the credentials for a question of the command. */
export function lackNotes(
  sources: readonly Source[],
  wanted: readonly Capability[],
  places: OwnerNames,
): readonly Block[] {
  return sources.flatMap((source) => {
    if (wanted.some((capability) => source.can[capability] !== undefined)) return [];
    const lacks = source.lacks.filter(({ capability }) => wanted.includes(capability));
    return lacks.map(({ capability, secrets }) => {
      const what = `${places.label(source)} has no ${capabilityWords[capability]} without `;
      return note('info', `${what}${secrets.join(' and ')}. Ask your admin to add it on the host.`);
    });
  });
}

/** The sentence that explains why a command has no source. */
const noSourceText = {
  noSources: 'No connection to a provider is set up yet.',
  noneCan: (what: string) => `No connection here gives ${what}.`,
  theseCannot: (names: string, several: boolean, what: string) =>
    `${names} give${several ? '' : 's'} no ${what}.`,
  remedy: (operators: Iterable<string>): Content => {
    const [operator = '<operator>'] = operators;
    return [
      'Ask your admin to add one on the host: ',
      line(`npm run -s walletwatch -- connection add ${operator} <provider>`),
    ];
  },
};

/**
 * The reply of a command that has no source among these connections; undefined when it has one. `all`: the line that
 * asks every connection.
 */
export function noSourceReply(
  { sources, access }: Context,
  asked: readonly Source[],
  wanted: readonly Capability[],
  what: string,
  all: string,
): Reply | undefined {
  const able = ({ can }: Source) => wanted.some((capability) => can[capability] !== undefined);
  if (asked.some(able)) return undefined;
  const places = nameOwners(sources);
  const lacks = lackNotes(asked, wanted, places);
  const remedy = lacks.length > 0 ? lacks : [text(noSourceText.remedy(access.operators.keys()))];
  if (sources.length === 0)
    return reply(noSourceText.noSources, [heading(noSourceText.noSources), ...remedy]);
  const names = asked.map(places.label).join(', ');
  if (sources.some(able)) {
    const headline = noSourceText.theseCannot(names, asked.length > 1, what);
    return reply(headline, [heading(headline), ...lacks], [{ label: all, line: all }]);
  }
  const headline = noSourceText.noneCan(what);
  return reply(headline, [heading(headline), ...remedy]);
}
