/** One rule of the project's English: what it matches, where, and what to write instead. */
interface EnglishRule {
  readonly pattern: RegExp;
  readonly where: 'comments' | 'strings' | 'both';
  readonly instead: string;
}

/** A sentence that breaks a rule. */
export interface EnglishFault {
  readonly path: string;
  readonly line: number;
  readonly found: string;
  readonly instead: string;
}

const rules: readonly EnglishRule[] = [
  {
    pattern: /^(?:Who|Whoever|Whose|What|Whatever|Of)\b(?![^.?!]*\?)/,
    where: 'both',
    instead: 'open with a noun ("The caller", "The result of") or with a verb ("Returns", "Sends")',
  },
  {
    pattern: /[.;:!] (?:Who|Whoever|Whatever|Of) [a-z]/,
    where: 'both',
    instead: 'begin the sentence with its subject, a noun',
  },
  {
    pattern: /\b(?:by|for|from|of|than|to|with) who(?:ever)?\b/i,
    where: 'both',
    instead: 'name the role: "the user", "the caller", "callers that"',
  },
  {
    pattern: /\b(?:tell|tells|told|telling)\b/i,
    where: 'both',
    instead: 'return, report, log, notify, distinguish',
  },
  { pattern: /\b(?:say|says|said|saying)\b/i, where: 'both', instead: 'return, state, send, print, contain' },
  { pattern: /\b(?:nobody|somebody)\b/i, where: 'both', instead: '"the user", "no caller", or the passive' },
  { pattern: /\bmend(?:s|ed|ing)?\b/i, where: 'both', instead: 'fix' },
  { pattern: /\b(?:stand|stands|stood)\b/i, where: 'both', instead: 'is, is listed, is open, is displayed' },
  {
    pattern: /\b(?:comes|came)\b|\bcome (?:to|of|in|from|out|back|with|now)\b/i,
    where: 'both',
    instead: 'arrive, receive, return, result, happen',
  },
  { pattern: /\b(?:keeps?|kept)\b/i, where: 'comments', instead: 'store, cache, retain, preserve' },
  { pattern: /\b(?:goes|gone)\b/i, where: 'both', instead: 'is sent, is deleted, is removed' },
  { pattern: /\b(?:holds?|held)\b/i, where: 'comments', instead: 'contain, store, own, be true' },
  { pattern: /\b(?:gives|gave)\b/i, where: 'comments', instead: 'return, provide' },
  { pattern: /\b(?:brings?|brought)\b/i, where: 'comments', instead: 'return, add, carry' },
  { pattern: /\bfaults?\b/, where: 'strings', instead: 'error, failure, problem' },
  {
    pattern: /\b(?:any more|for ever|parted by|so long as|hence|thereof|wherein)\b/i,
    where: 'both',
    instead: 'no longer, forever, comma-separated, while',
  },
  { pattern: /\bof (?:ours|theirs)\b/i, where: 'both', instead: 'our, their, internal' },
  {
    pattern: /\bHave (?:it|its|the|your)\b[^.]*\b(?:checked|set|fixed|rotated|made|looked)\b/,
    where: 'strings',
    instead: '"Check ...", "Set ... again", "Ask your admin to ..."',
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
    for (const { pattern, where, instead } of rules) {
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

/** Sentences of a Markdown document, outside code, that break a rule for comments. */
export function proseFaults(path: string, markdown: string): readonly EnglishFault[] {
  const prose = markdown.replace(/^ *```[\s\S]*?^ *```$/gm, (block) => block.replace(/[^\n]/g, ''));
  return prose.split('\n').flatMap((text, index) => {
    // Rows of the generated tables are checked where their strings are; benchmark rows are names.
    if (text.startsWith('| ')) return [];
    const sentence = text
      .replace(/`[^`]*`|“[^”]*”|"[^"]*"|\[Keep a Changelog\]/g, '“”')
      .replace(/^[#\s>*\d.-]+/, '');
    return rules.flatMap(({ pattern, where, instead }): readonly EnglishFault[] => {
      const match = where === 'strings' ? null : pattern.exec(sentence);
      return match === null ? [] : [{ path, line: index + 1, found: sentence, instead }];
    });
  });
}
