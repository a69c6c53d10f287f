import type { Token } from '../../core/command-line/token.ts';

/** What every command takes at its end: `share`, and `page` with a number. */
export type PageAndShare = {
  /** The words before it. */
  readonly before: readonly Token[];
  /** The words of the tail itself, to be repeated behind a mended line. */
  readonly words: readonly Token[];
  readonly share: boolean;
} & ({ readonly kind: 'tail'; readonly page?: number } | { readonly kind: 'bad-page' });

const maxPageDigits = 6;

/** Takes the tail off the words of a command; quoted words are names and stay. Of several pages the last counts. */
export function extractOptions(words: readonly Token[]): PageAndShare {
  let before = words;
  let share = false;
  let page: number | undefined;
  for (;;) {
    const asked = pageIn(before);
    if (isWord(before.at(-1), 'share')) {
      share = true;
      before = before.slice(0, -1);
    } else if (asked !== undefined) {
      page ??= asked;
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

/** The words that ask for a page, and for sharing. */
export function optionWords(page: number | undefined, share: boolean): readonly Token[] {
  const texts = [...(page === undefined ? [] : ['page', String(page)]), ...(share ? ['share'] : [])];
  return texts.map((text) => ({ text, quoted: false }));
}

/** The number that the last two words ask for; NaN when no list has that many pages. */
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
