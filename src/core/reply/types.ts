import type { Audience } from '../access/policy.ts';
import type { Money } from '../money/money.ts';
import type { Instant } from '../time/clock.ts';

/** A piece of a line. Strings are never markup; adapters escape all of them. */
export type Inline =
  | string
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  | { readonly kind: 'money'; readonly money: Money }
  | { readonly kind: 'time'; readonly at: Instant; readonly style: 'time' | 'moment' }
  | Identifier;

/**
 * An id of an account. Shown in full to the asker alone; in a bound chat, account and phone numbers show only their last
 * four digits.
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
  /** Priority on a narrow screen; 1 is dropped last. */
  readonly priority: number;
}

/** `paged`: the table of a reply that is split into pages. Every row has one cell per column. */
export interface TableBlock {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Content[])[];
  readonly caption?: Content;
  readonly paged?: boolean;
}

/** `problem`: something is missing or has failed. */
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
  /** The content of the picture, for screen readers and for platforms without pictures. */
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

/** A button. It sends a command line, so a click and a typed line are handled alike. */
export interface ReplyAction {
  readonly label: string;
  readonly line: string;
  readonly style?: 'primary' | 'danger';
}

/** The position of a page. `rows` counts those of all pages; `previous` and `next` are command lines. */
export interface Page {
  readonly number: number;
  readonly of: number;
  readonly rows: number;
  readonly previous?: string;
  readonly next?: string;
}

/** A platform-neutral answer. */
export interface Reply {
  /** One plain line, for notifications and screen readers. */
  readonly summary: string;
  readonly blocks: readonly Block[];
  readonly actions?: readonly ReplyAction[];
  readonly page?: Page;
  /** The readers. Set by the engine from the access decision; a command may only restrict it to the asker. */
  readonly audience?: Audience;
  /** Whether the asker shares it with everyone in the chat, who may all see it. Set by the engine. */
  readonly shared?: boolean;
}
