import type { Token } from '../../core/command-line/token.ts';

/** The trailing options of every command: `share`, and `page` with a number. */
export type PageAndShare = {
  /** The words before the options. */
  readonly before: readonly Token[];
  /** The words of the options, to repeat after a corrected line. */
  readonly words: readonly Token[];
  readonly share: boolean;
} & ({ readonly kind: 'tail'; readonly page?: number } | { readonly kind: 'bad-page' });

const maxPageDigits = 6;

/** Splits the trailing options off the words of a command. Quoted words are names, not options. The last `page` counts. */
export function extractOptions(words: readonly Token[]): PageAndShare {
  let before = words;
  let share = false;
  let page: number | undefined;
  for (;;) {
    const number = pageIn(before);
    if (isWord(before.at(-1), 'share')) {
      share = true;
      before = before.slice(0, -1);
    } else if (number !== undefined) {
      page ??= number;
      before = before.slice(0, -2);
    } else break;
  }
  if (page !== undefined && !(page >= 1)) {
    return { kind: 'bad-page', before, words: optionWords(1, share), share };
  }
  return {
    kind: 'tail',
    before,
    words: optionWords(page, share),
    share,
    ...(page !== undefined && { page }),
  };
}

/** The words of these options. */
export function optionWords(page: number | undefined, share: boolean): readonly Token[] {
  const texts = [...(page === undefined ? [] : ['page', String(page)]), ...(share ? ['share'] : [])];
  return texts.map((text) => ({ text, quoted: false }));
}

/** The page number in the last two words; NaN if it has more digits than any list has pages. */
function pageIn(words: readonly Token[]): number | undefined {
  const last = words.at(-1);
  if (!isWord(words.at(-2), 'page') || last === undefined || last.quoted || !/^-?\d+$/.test(last.text)) {
    return undefined;
  }
  return last.text.length <= maxPageDigits ? Number(last.text) : Number.NaN;
}

function isWord(token: Token | undefined, word: string): boolean {
  return token !== undefined && !token.quoted && token.text.toLowerCase() === word;
}
