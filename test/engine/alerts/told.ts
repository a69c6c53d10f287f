import { type NoticeReason, noticeReasons } from '../../../src/core/alerts/incident.ts';
import { noticeText } from '../../../src/core/alerts/text.ts';
import { type Carried, reader } from './world.ts';

/** What a line in a thread says, by its beginning. */
const phrases = noticeReasons.map((reason): readonly [NoticeReason, string] => {
  const notice = { key: '', episode: 1, id: '', at: 0, reason, by: '' };
  return [reason, noticeText(notice, undefined, reader).replace(/ ?\.$/, '')];
});

/** What a call says for the first time, by short id. */
export function newsOf({
  what,
  text,
}: Carried): readonly { readonly id: string; readonly said: NoticeReason }[] {
  const lines = text.split('\n').slice(1);
  if (what === 'send') {
    const id = /^# ([A-Z]\d+) /.exec(lines[0] ?? '')?.[1];
    return id === undefined ? [] : [{ id, said: 'fired' }];
  }
  return lines.flatMap((line) => {
    const [, id, words = ''] = /^([A-Z]\d+)[^:]*(?::[^ ][^:]*)*: (.*)$/.exec(line) ?? [];
    const found = phrases.find(([, phrase]) => words.startsWith(phrase));
    return id === undefined || found === undefined ? [] : [{ id, said: found[0] }];
  });
}

export const isRepeat = ({ text }: Carried): boolean => text.includes('Possible repeat');
export const isAway = ({ text, what }: Carried): boolean => what === 'send' && text.includes('I was away');

/** Whether these messages of a chat say what was due, in order: a marked one may say again some of what was said. */
export function saysAll(
  due: readonly string[],
  messages: readonly { readonly said: readonly string[]; readonly isRepeat: boolean }[],
): boolean {
  let places = new Set([0]);
  for (const { said, isRepeat } of messages) {
    const next = new Set<number>();
    for (const place of places) {
      for (let again = 0; again <= (isRepeat ? Math.min(place, said.length) : 0); again++) {
        const from = place - again;
        if (said.every((each, at) => due[from + at] === each)) next.add(from + said.length);
      }
    }
    places = next;
  }
  return places.has(due.length);
}
