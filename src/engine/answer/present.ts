import type { Audience } from '../../core/access/policy.ts';
import { accessText } from '../../core/access/text.ts';
import { note, reply, text } from '../../core/reply/build.ts';
import { maskReply } from '../../core/reply/mask.ts';
import type { Reply } from '../../core/reply/types.ts';
import { cutPage, defaultRows } from './page.ts';
import type { AllowedRequest } from './run.ts';
import { pageText } from './text.ts';

export interface PresentOptions {
  /** Whether the reply was made for this request, rather than found in the page cache. */
  readonly isNew: boolean;
  /** The widest audience that the access decision allows. */
  readonly audience: Audience;
}

/** Cuts the page that is asked for, adds notes, and masks account and phone numbers if everyone in the chat can read them. */
export function presentReply(
  { from, request, need }: AllowedRequest,
  whole: Reply,
  { isNew, audience: allowed }: PresentOptions,
): Reply {
  const { line, page, share } = request;
  const audience = whole.audience === 'asker' ? 'asker' : allowed;
  const cut = cutPage(whole, {
    rows: from.pageRows ?? defaultRows,
    line,
    share,
    ...(page !== undefined && { number: page }),
  });
  const isPrivateHere = audience === 'asker' && from.chat.kind !== 'private' && need.kind === 'role';
  const notes = [
    ...(isNew && (cut.page?.number ?? 1) > 1 ? [note('info', pageText.readAgain)] : []),
    ...(isPrivateHere ? [note('info', accessText.alone)] : []),
  ];
  const noted = { ...cut, blocks: [...cut.blocks, ...notes], audience };
  if (audience === 'asker') return noted;
  return { ...maskReply(noted), ...(share && { shared: true }) };
}

/** A reply of one sentence that only the asker reads. */
export function askerReply(sentence: string): Reply {
  return { ...reply(sentence, [text(sentence)]), audience: 'asker' };
}
