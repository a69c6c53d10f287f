import type { Audience } from '../access/policy.ts';
import type { Money } from '../money/money.ts';
import type { Instant } from '../time/clock.ts';

/** A piece of a line. Strings are never markup: every adapter escapes all of them. */
export type Inline =
  | string
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  | { readonly kind: 'money'; readonly money: Money }
  | { readonly kind: 'time'; readonly at: Instant; readonly style: 'time' | 'moment' }
  | Identifier;

/**
 * An id of an account. Whole where only the asker reads; in a bound chat names and UPI ids stay whole, account and
 * phone numbers show their last four.
 */
export interface Identifier {
  readonly kind: 'identifier';
  readonly of: 'name' | 'upi' | 'account' | 'phone' | 'wallet';
  readonly text: string;
}

/** A line: pieces in order. */
export type Content = Inline | readonly Inline[];

export interface HeadingBlock {
  readonly kind: 'heading';
  readonly content: Content;
}

export interface TextBlock {
  readonly kind: 'text';
  readonly content: Content;
}

/** Label and value pairs. */
export interface FieldsBlock {
  readonly kind: 'fields';
  readonly items: readonly { readonly label: string; readonly value: Content }[];
}

export interface Column {
  readonly label: string;
  readonly align: 'left' | 'right';
  /** What to keep on a narrow screen: 1 is kept longest. */
  readonly priority: number;
}

/** `paged`: the one table of a reply that is cut into pages. Rows have as many cells as there are columns. */
export interface TableBlock {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Content[])[];
  readonly caption?: Content;
  readonly paged?: boolean;
}

/** `info`: good to know. `warning`: look at it. `problem`: something is missing or failed. */
export interface NoteBlock {
  readonly kind: 'note';
  readonly tone: 'info' | 'warning' | 'problem';
  readonly content: Content;
}

export interface CodeBlock {
  readonly kind: 'code';
  readonly text: string;
}

export interface PictureBlock {
  readonly kind: 'picture';
  readonly bytes: Uint8Array;
  readonly type: 'image/png' | 'image/jpeg';
  /** What it shows, for who cannot see it and for platforms that cannot show it. */
  readonly alt: string;
}

export interface FileBlock {
  readonly kind: 'file';
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly type: string;
}

export type Block =
  | HeadingBlock
  | TextBlock
  | FieldsBlock
  | TableBlock
  | NoteBlock
  | CodeBlock
  | PictureBlock
  | FileBlock;

/** A button. It is a command line, so a click and a typed line enter by the same door. */
export interface ReplyAction {
  readonly label: string;
  readonly line: string;
  readonly style?: 'primary' | 'danger';
}

/** Where in a long answer this reply stands; `rows` counts those of all pages. `previous` and `next` are command lines. */
export interface Page {
  readonly number: number;
  readonly of: number;
  readonly rows: number;
  readonly previous?: string;
  readonly next?: string;
}

/** An answer, free of any platform. */
export interface Reply {
  /** One plain line: notification, screen reader, log of last resort. */
  readonly summary: string;
  readonly blocks: readonly Block[];
  readonly actions?: readonly ReplyAction[];
  readonly page?: Page;
  /** Who may read it. Set by the engine from the access decision; a command may only keep it for the asker. */
  readonly audience?: Audience;
  /** The asker asked that everyone sees it, and everyone may. Set by the engine. */
  readonly shared?: boolean;
}
