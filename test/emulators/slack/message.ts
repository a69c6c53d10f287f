import { type Active, checkBlocks, decodeText, markupIn } from './blocks.ts';

type Given = Readonly<Record<string, unknown>>;

/** An accepted message. */
export interface TakenMessage {
  readonly text: string;
  readonly blocks?: readonly Given[];
  readonly active: readonly Active[];
  /** The visible texts of its blocks; its text if it has no blocks. */
  readonly shown: readonly string[];
}

export type MessageCheck =
  | { readonly kind: 'taken'; readonly message: TakenMessage }
  | { readonly kind: 'refused'; readonly error: string; readonly faults: readonly string[] };

const own = ['text', 'blocks', 'mrkdwn', 'parse', 'link_names', 'unfurl_links', 'unfurl_media', 'thread_ts'];

/** Checks the content of a message. `allowed` lists the other arguments of the call. */
export function checkMessage(given: Given, allowed: readonly string[], longestText = 40_000): MessageCheck {
  const refuse = (error: string, ...faults: string[]): MessageCheck => ({ kind: 'refused', error, faults });
  const unknown = Object.keys(given).filter((name) => !own.includes(name) && !allowed.includes(name));
  if (unknown.length > 0) return refuse('invalid_arguments', `unknown: ${unknown.join(', ')}`);
  const { text, blocks } = given;
  if (typeof text !== 'string' || text === '') return refuse('no_text', 'a message must have a text');
  if (text.length > longestText) return refuse('msg_too_long', `${text.length} characters`);
  if (/\p{Cs}/u.test(text)) return refuse('invalid_arguments', 'half a character');
  if (/&(?!(?:amp|lt|gt);)/.test(text)) return refuse('invalid_arguments', 'an ampersand is not escaped');
  const linked = given['parse'] !== 'none' || given['link_names'] === true;
  const active = [
    ...markupIn(text, !linked),
    ...(given['unfurl_links'] === false && given['unfurl_media'] === false ? [] : [unfolded]),
  ];
  if (blocks === undefined) {
    return { kind: 'taken', message: { text: decodeText(text), active, shown: [decodeText(text)] } };
  }
  const checked = checkBlocks(blocks);
  if (checked.faults.length > 0) {
    const [first = ''] = checked.faults;
    const code = /^(only_one_table_allowed|msg_blocks_too_long)/.exec(first)?.[1] ?? 'invalid_blocks';
    return refuse(code, ...checked.faults);
  }
  return {
    kind: 'taken',
    message: {
      text: decodeText(text),
      blocks: blocks as readonly Given[],
      active: [...active, ...checked.active],
      shown: checked.shown,
    },
  };
}

const unfolded: Active = { kind: 'link', value: 'addresses are unfolded' };
