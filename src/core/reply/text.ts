import type { NoteBlock } from './types.ts';

/** Texts in replies that are the same on every platform. */
export const replyWords = {
  /** The kind of a note, for platforms without colours. */
  tones: { info: 'Note', warning: 'Warning', problem: 'Problem' } satisfies Record<NoteBlock['tone'], string>,
  send: (line: string) => `Send: ${line}`,
  page: (number: string, of: string, rows: string) => `page ${number} of ${of}, ${rows} rows`,
  next: (line: string) => `next: ${line}`,
  previous: (line: string) => `previous: ${line}`,
  /** After an amount with more decimals than its currency has. */
  oddDecimals: '(odd decimals)',
  leftOut: (labels: readonly string[]) => `Too narrow for: ${labels.join(', ')}.`,
  picture: (alt: string, size: string) => `[Picture: ${alt}, ${size}]`,
  file: (name: string, size: string) => `[File: ${name}, ${size}]`,
};
