/** One rule of the project's English: its pattern, where it applies, what to write instead, and a sentence that breaks it. */
interface EnglishRule {
  readonly pattern: RegExp;
  readonly where: 'comments' | 'strings' | 'both';
  readonly instead: string;
  /** A planted violation, for the tests. */
  readonly example: string;
}

/** A sentence that breaks a rule. */
export interface EnglishFault {
  readonly path: string;
  readonly line: number;
  readonly found: string;
  readonly instead: string;
}

export const englishRules: readonly EnglishRule[] = [
  {
    pattern: /^(?:Who|Whoever|Whose|What|Whatever|Of)\b(?![^.?!]*\?)/,
    where: 'both',
    instead: 'open with a noun ("The caller", "The result of") or with a verb ("Returns", "Sends")',
    example: 'What the provider answered is shown.',
  },
  {
    pattern: /[.;:!] (?:Who|Whoever|Whatever|Of) [a-z]/,
    where: 'both',
    instead: 'begin the sentence with its subject, a noun',
    example: 'The list is cut. Of a long one only the total counts.',
  },
  {
    pattern: /\b(?:by|for|from|of|than|to|with) who(?:ever)?\b/i,
    where: 'both',
    instead: 'name the role: "the user", "the caller", "callers that"',
    example: 'The reply is for who asked.',
  },
  {
    pattern: /\b(?:tell|tells|told|telling)\b/i,
    where: 'both',
    instead: 'return, report, log, notify, distinguish',
    example: 'The bot tells the user.',
  },
  {
    pattern: /\b(?:say|says|said|saying)\b/i,
    where: 'both',
    instead: 'return, state, send, print, contain',
    example: 'The provider says no.',
  },
  {
    pattern: /\b(?:nobody|somebody)\b/i,
    where: 'both',
    instead: '"the user", "no caller", or the passive',
    example: 'The answer reaches nobody.',
  },
  { pattern: /\bmend(?:s|ed|ing)?\b/i, where: 'both', instead: 'fix', example: 'A restart mends the file.' },
  {
    pattern: /\b(?:stand|stands|stood)\b/i,
    where: 'both',
    instead: 'is, is listed, is open, is displayed',
    example: 'The alert stands in the chat.',
  },
  {
    pattern: /\b(?:comes|came)\b|\bcome (?:to|of|in|from|out|back|with|now)\b/i,
    where: 'both',
    instead: 'arrive, receive, return, result, happen',
    example: 'The answer comes late.',
  },
  {
    pattern: /\b(?:keeps?|kept)\b/i,
    where: 'comments',
    instead: 'store, cache, retain, preserve',
    example: 'The store keeps the line.',
  },
  {
    pattern: /\b(?:goes|gone)\b/i,
    where: 'both',
    instead: 'is sent, is deleted, is removed',
    example: 'The message goes to the chat.',
  },
  {
    pattern: /\b(?:holds?|held)\b/i,
    where: 'comments',
    instead: 'contain, store, own, be true',
    example: 'The folder holds the state.',
  },
  {
    pattern: /\b(?:gives|gave)\b/i,
    where: 'comments',
    instead: 'return, provide',
    example: 'The call gives a list.',
  },
  {
    pattern: /\b(?:brings?|brought)\b/i,
    where: 'comments',
    instead: 'return, add, carry',
    example: 'The change brings a new row.',
  },
  {
    pattern: /\bfaults?\b/,
    where: 'strings',
    instead: 'error, failure, problem',
    example: 'The provider reported a fault here.',
  },
  {
    pattern: /\b(?:any more|for ever|parted by|so long as|hence|thereof|wherein)\b/i,
    where: 'both',
    instead: 'no longer, forever, comma-separated, while',
    example: 'The key is not used any more.',
  },
  {
    pattern: /\bof (?:ours|theirs)\b/i,
    where: 'both',
    instead: 'our, their, internal',
    example: 'It failed for a reason of ours.',
  },
  {
    pattern: /\bHave (?:it|its|the|your)\b[^.]*\b(?:checked|set|fixed|rotated|made|looked)\b/,
    where: 'strings',
    instead: '"Check ...", "Set ... again", "Ask your admin to ..."',
    example: 'Have its token checked by an admin.',
  },
];

const piece = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;

/** The text of a comment without its marks, on one line. */
function proseOf(comment: string): string {
  return comment
    .replace(/^\/\*\*?|\*\/$|^\/\//g, '')
    .replace(/\n\s*\* ?/g, ' ')
    .replace(/\{@link [^}]*\}|`[^`]*`|“[^”]*”|"[^"]*"/g, '“”')
    .trim();
}

/** Strings that are prose: at least three words, of which the quoted parts do not count. */
function sentenceOf(literal: string): string | undefined {
  const text = literal
    .slice(1, -1)
    .replace(/\$\{[^}]*\}/g, 'x')
    .replace(/“[^”]*”/g, '“”');
  return /^\S*[A-Za-z’']+[,;:]? [A-Za-z’']+[,;:]? [A-Za-z’']+/.test(text) ? text : undefined;
}

/** Comments and sentences in string literals of one file that break a rule. Code between them does not count. */
export function englishFaults(path: string, source: string): readonly EnglishFault[] {
  const found: EnglishFault[] = [];
  for (const { 0: text, index } of source.matchAll(piece)) {
    const isComment = text.startsWith('/');
    const prose = isComment ? proseOf(text) : sentenceOf(text);
    if (prose === undefined || prose.startsWith('biome-ignore')) continue;
    for (const { pattern, where, instead } of englishRules) {
      if (where !== 'both' && (where === 'comments') !== isComment) continue;
      const match = pattern.exec(prose);
      if (match === null) continue;
      const line = source.slice(0, index).split('\n').length;
      const from = Math.max(0, match.index - 40);
      found.push({
        path,
        line,
        found: prose.slice(from, match.index + 60),
        instead: `“${match[0]}”: ${instead}`,
      });
    }
  }
  return found;
}

/** Sentences of a Markdown document that break a rule for comments. Code and generated tables do not count. */
export function proseFaults(path: string, markdown: string): readonly EnglishFault[] {
  return unitsOf(markdown).flatMap(({ text, line }) => {
    const sentence = text.replace(quoted, (quote) => `“${'_'.repeat(quote.length - 2)}”`);
    const start = /^[#\s>*|\d.-]*/.exec(sentence)?.[0].length ?? 0;
    return englishRules.flatMap(({ pattern, where, instead }): readonly EnglishFault[] => {
      const match = where === 'strings' ? null : pattern.exec(sentence.slice(start).replaceAll('\n', ' '));
      if (match === null) return [];
      const before = sentence.slice(0, start + match.index).split('\n').length - 1;
      return [{ path, line: line + before, found: text.slice(start), instead }];
    });
  });
}

/** Code, quotes and the name of a standard, whose words are not ours. */
const quoted = /`[^`]*`|“[^”]*”|"[^"]*"|\[Keep a Changelog\]/g;

/** Blocks of code, tables that a test compares with their source, and benchmark rows, which are names. */
const excluded =
  /^ *```[\s\S]*?^ *```$|^<!-- (\w+) -->$[\s\S]*?^<!-- \/\1 -->$|^\| scenario \|[\s\S]*?\n(?!\|)/gm;

/** A paragraph, heading, list item or table cell, with the number of its first line. */
interface ProseUnit {
  readonly text: string;
  readonly line: number;
}

function unitsOf(markdown: string): readonly ProseUnit[] {
  const prose = markdown.replace(excluded, (block) => block.replace(/[^\n]/g, ''));
  const units: ProseUnit[] = [];
  let open: { text: string; line: number } | undefined;
  for (const [index, text] of prose.split('\n').entries()) {
    const line = index + 1;
    if (text.startsWith('|')) {
      open = undefined;
      units.push(...text.split('|').map((cell) => ({ text: cell.trim(), line })));
    } else if (text.trim() === '') open = undefined;
    else if (open === undefined || /^\s*(?:[-*>#]|\d+\.)\s/.test(text)) {
      open = { text, line };
      units.push(open);
    } else open.text += `\n${text}`;
  }
  return units;
}
