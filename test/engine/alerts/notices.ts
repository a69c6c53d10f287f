import { type NoticeReason, noticeReasons } from '../../../src/core/alerts/incident.ts';
import { noticeText } from '../../../src/core/alerts/text.ts';
import { type Carried, reader } from './world.ts';

/** The beginning of the notice text for each reason. */
const phrases = noticeReasons.map((reason): readonly [NoticeReason, string] => {
  const notice = { key: '', episode: 1, id: '', at: 0, reason, by: '' };
  return [reason, noticeText(notice, undefined, reader).replace(/ ?\.$/, '')];
});

/** The notices contained in a call, by short id. */
export function newsOf({
  what,
  text,
}: Carried): readonly { readonly id: string; readonly reason: NoticeReason }[] {
  const lines = text.split('\n').slice(1);
  if (what === 'send') {
    const id = /^# ([A-Z]\d+) /.exec(lines[0] ?? '')?.[1];
    return id === undefined ? [] : [{ id, reason: 'fired' }];
  }
  return lines.flatMap((line) => {
    const [, id, words = ''] = /^([A-Z]\d+)[^:]*(?::[^ ][^:]*)*: (.*)$/.exec(line) ?? [];
    const found = phrases.find(([, phrase]) => words.startsWith(phrase));
    return id === undefined || found === undefined ? [] : [{ id, reason: found[0] }];
  });
}

export const isRepeat = ({ text }: Carried): boolean => text.includes('Possible repeat');
export const isAway = ({ text, what }: Carried): boolean => what === 'send' && text.includes('I was away');

/** Whether the messages of a chat contain the due notices in order. A marked repeat may contain earlier ones again. */
export function containsAll(
  due: readonly string[],
  messages: readonly { readonly reasons: readonly string[]; readonly isRepeat: boolean }[],
): boolean {
  let places = new Set([0]);
  for (const { reasons, isRepeat } of messages) {
    const next = new Set<number>();
    for (const place of places) {
      for (let again = 0; again <= (isRepeat ? Math.min(place, reasons.length) : 0); again++) {
        const from = place - again;
        if (reasons.every((each, at) => due[from + at] === each)) next.add(from + reasons.length);
      }
    }
    places = next;
  }
  return places.has(due.length);
}
