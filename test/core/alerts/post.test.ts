import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextSend, type Post, type PostEvent, transitionPost } from '../../../src/core/alerts/post.ts';
import { posts, readPost, type StoredPost, storedPost } from '../../../src/core/alerts/post-record.ts';
import type { Notice } from '../../../src/core/alerts/records.ts';

const now = 1_000_000;
const retryAt = now + 300_000;
const member = { key: 'acme/bank/low-limit/a', episode: 1, id: 'A1' };
const notice: Notice = { key: member.key, episode: 1, id: 'A1', reason: 'resolved', at: now };

const queued: Post = {
  state: 'queued',
  ...{ chat: 'red:1', operator: 'acme', kind: 'card', seq: 1, at: now, due: now, members: [member] },
  ...{ oneShot: false, plainTextOnly: false, maybeSent: false, wantedVersion: 1, pendingNotices: [] },
  ...{ attempts: 0, ambiguousSends: 0, repostCount: 0, triedChats: [] },
};

const changed: PostEvent = { kind: 'changed', now, refresh: 60_000 };
const notified: PostEvent = { ...changed, notice };
const started: PostEvent = { kind: 'started' };
const sent: PostEvent = { kind: 'sent', message: 'm1', now };
const failed: PostEvent = { kind: 'failed', due: now + 1_000 };
const ambiguous: PostEvent = { kind: 'ambiguous', due: now + 1_000 };
const postponed: PostEvent = { kind: 'postponed', now };
const unfit: PostEvent = { kind: 'unfit', now, retryAt };
const refused: PostEvent = { kind: 'refused', why: 'removed', retryAt };
const chatDied: PostEvent = { kind: 'chat-died', why: 'removed', retryAt };
const announced: PostEvent = { ...chatDied, announced: true };
const probed: PostEvent = { kind: 'probed' };
const settled: PostEvent = { kind: 'settled' };
const moved: PostEvent = { kind: 'chat-moved', to: 'red:2' };
const merged: PostEvent = { kind: 'merged', into: 'digest', members: [member, { ...member, episode: 2 }] };

function afterEvents(...events: readonly PostEvent[]): Post {
  return events.reduce(transitionPost, queued);
}

describe('a post', () => {
  it.each<[name: string, events: readonly PostEvent[], expected: object]>([
    ['is sent as a card first', [started], { state: 'sending', attempt: { what: 'card' }, attempts: 1 }],
    ['is posted with its message', [started, sent], { state: 'posted', attempts: 0, message: { id: 'm1' } }],
    [
      'is queued again after a failure',
      [started, failed],
      { state: 'queued', due: now + 1_000, attempts: 1 },
    ],
    [
      'does not count an attempt that the platform postponed',
      [started, postponed],
      { attempts: 0, due: now },
    ],
    ['may be a repeat after an unknown result', [started, ambiguous], { maybeSent: true, ambiguousSends: 1 }],
    ['may be a repeat after a crash during a send', [started, started], { maybeSent: true, attempts: 2 }],
    ['is no repeat once a send is confirmed', [started, ambiguous, started, sent], { maybeSent: false }],
    [
      'is edited if only figures changed, and not at once',
      [started, sent, settled, changed],
      { due: now + 60_000, wantedVersion: 2, pendingNotices: [] },
    ],
    [
      'gets a notice at once if it is posted',
      [started, sent, settled, notified],
      { due: now, pendingNotices: [notice] },
    ],
    ['needs no notice before it is sent', [notified], { state: 'queued', pendingNotices: [] }],
    [
      'gets a notice of a change during the send',
      [started, notified, sent],
      { state: 'posted', pendingNotices: [notice], due: now },
    ],
    [
      'is edited before the reply is sent',
      [started, sent, notified, started],
      { attempt: { what: 'edit', version: 2 } },
    ],
    [
      'is followed by the reply after the edit',
      [started, sent, notified, started, sent, started],
      { attempt: { what: 'follow', notices: 1 } },
    ],
    [
      'repeats a reply in doubt before an edit',
      [started, sent, notified, started, sent, started, ambiguous, changed, started],
      { attempt: { what: 'follow' }, maybeSent: true },
    ],
    [
      'is not in doubt after an edit with an unknown result',
      [started, sent, changed, started, ambiguous],
      { state: 'posted', maybeSent: false, ambiguousSends: 0 },
    ],
    [
      'is posted again once if its message was deleted',
      [started, sent, changed, started, unfit],
      { state: 'queued', repostCount: 1, due: now },
    ],
    [
      'retains its message if an edit is rejected again',
      [started, sent, changed, started, unfit, started, sent, changed, started, unfit],
      { state: 'posted', message: { id: 'm1', shownVersion: 3 } },
    ],
    ['is sent as plain text if it was rejected', [started, unfit], { state: 'queued', plainTextOnly: true }],
    [
      'is dead if plain text is rejected as well',
      [started, unfit, started, unfit],
      { state: 'dead', why: 'unfit', due: retryAt },
    ],
    ['is dead if its chat refuses it', [started, refused], { state: 'dead', why: 'removed', due: retryAt }],
    ['is dead with its chat', [chatDied], { state: 'dead', attempts: 1, due: retryAt, maybeSent: false }],
    ['stays in doubt when its chat dies after a crash', [started, chatDied], { maybeSent: true }],
    ['is not dead if it is up to date', [started, sent, settled, chatDied], { state: 'posted' }],
    [
      'drops notices that another chat received',
      [started, sent, notified, announced],
      { state: 'dead', pendingNotices: [] },
    ],
    ['is queued again by a probe', [chatDied, probed], { state: 'queued', due: retryAt }],
    ['is posted again by a probe', [started, sent, notified, chatDied, probed], { state: 'posted' }],
    [
      'is queued for the new id of its chat',
      [started, sent, settled, moved],
      { state: 'queued', chat: 'red:2' },
    ],
    ['is marked in the new chat if the old one received it', [started, moved, sent], { maybeSent: true }],
    ['takes in members', [merged], { kind: 'digest', wantedVersion: 2, members: { length: 2 } }],
    [
      'has unannounced members until the edit is sent',
      [started, sent, merged],
      { message: { hasUnannouncedMembers: true } },
    ],
    [
      'has no unannounced members after the edit',
      [started, sent, merged, started, sent],
      { message: { hasUnannouncedMembers: false } },
    ],
  ])('%s', (_, events, expected) => {
    expect(afterEvents(...events)).toMatchObject(expected);
  });

  it('has nothing left to send once it is posted', () => {
    expect(nextSend(afterEvents(started, sent))).toBeUndefined();
    expect(afterEvents(started, sent, settled).due).toBeUndefined();
  });
});

const events = fc.array(
  fc.constantFrom(
    ...[changed, notified, started, sent, failed, ambiguous, postponed, unfit, refused, chatDied],
    ...[announced, probed, settled, moved, merged],
  ),
  { maxLength: 30 },
);

/** The record of the chat that a post is read with. */
function deadChatOf(post: Post) {
  return post.state === 'dead' ? { why: post.why, at: post.due - 300_000 } : undefined;
}

describe('a post after any events', () => {
  it('is dead until a probe or a move of its chat', () => {
    fc.assert(
      fc.property(
        events,
        fc.constantFrom(changed, started, sent, failed, ambiguous, unfit),
        (list, event) => {
          const dead = afterEvents(...list, chatDied);
          fc.pre(dead.state === 'dead');
          expect(transitionPost(dead, event).state).toBe('dead');
          expect(transitionPost(dead, probed).state).not.toBe('dead');
          expect(transitionPost(dead, moved).state).toBe('queued');
        },
      ),
    );
  });

  it('has no negative count, and no version that it does not want', () => {
    fc.assert(
      fc.property(events, (list) => {
        const post = afterEvents(...list);
        const { attempts, ambiguousSends, repostCount, wantedVersion, message } = post;
        expect(Math.min(attempts, ambiguousSends, repostCount)).toBeGreaterThanOrEqual(0);
        expect(repostCount).toBeLessThanOrEqual(1);
        expect(message?.shownVersion ?? 0).toBeLessThanOrEqual(wantedVersion);
      }),
    );
  });

  it('is marked as a possible repeat whenever it is sent after an attempt without a result', () => {
    fc.assert(
      fc.property(events, (list) => {
        const sending = afterEvents(...list, started);
        fc.pre(sending.state === 'sending' && sending.attempt.what !== 'edit');
        for (const crash of [[], [chatDied, probed]]) {
          const again = [...crash, started].reduce(transitionPost, sending);
          expect(again).toMatchObject({ state: 'sending', maybeSent: true });
        }
      }),
    );
  });

  it('is read from the disk as it was written, in the form of the first release', () => {
    fc.assert(
      fc.property(events, (list) => {
        const post = afterEvents(...list);
        const stored = storedPost(post);
        expect(posts.schema.parse(JSON.parse(JSON.stringify(stored)))).toEqual(stored);
        expect(readPost(stored, deadChatOf(post))).toEqual(post);
      }),
    );
  });
});

describe('a post of the first release', () => {
  const common: StoredPost = {
    ...{ chat: 'red:1', operator: 'acme', kind: 'card', seq: 1, at: now, members: [member] },
    ...{ wanted: 3, shown: 0, owed: [], attempts: 1, unknown: 0, anew: 0, rerouted: [] },
  };

  it.each<[name: string, stored: Partial<StoredPost>, expected: object]>([
    ['waits to be sent', { due: now }, { state: 'queued', wantedVersion: 3, attempts: 1 }],
    [
      'was being sent',
      { due: now, sending: { what: 'card', wanted: 2, owed: 0 } },
      { state: 'sending', attempt: { what: 'card', version: 2, notices: 0 } },
    ],
    [
      'was being edited',
      { due: now, message: 'm1', shown: 1, sending: { what: 'edit', wanted: 2, owed: 0 } },
      { state: 'sending', attempt: { what: 'edit', version: 2 }, message: { id: 'm1', shownVersion: 1 } },
    ],
    [
      'is posted and has a reply to send',
      { due: now, message: 'm1', shown: 3, editedAt: now, owed: [notice], maybeSent: true },
      { state: 'posted', message: { id: 'm1', editedAt: now }, pendingNotices: [notice], maybeSent: true },
    ],
    ['is up to date', { message: 'm1', shown: 3 }, { state: 'posted', message: { shownVersion: 3 } }],
    [
      'replaces a message to another chat',
      { due: now, instead: { chat: 'red:9', why: 'gone' }, once: true, rerouted: ['red:9'] },
      { redirectedFrom: { chat: 'red:9', why: 'gone' }, oneShot: true, triedChats: ['red:9'] },
    ],
    [
      'has members that are not announced',
      { due: now, message: 'm1', shown: 2, grown: true, plain: true },
      { message: { hasUnannouncedMembers: true }, plainTextOnly: true },
    ],
  ])('that %s is read, and written as it was', (_, stored, expected) => {
    const post = readPost({ ...common, ...stored });
    expect(post).toMatchObject(expected);
    expect(storedPost(post)).toEqual({ ...common, ...stored });
  });

  it('is dead if its chat is and it was tried before', () => {
    const dead = { why: 'blocked', at: now } as const;
    expect(readPost({ ...common, due: retryAt }, dead)).toMatchObject({ state: 'dead', why: 'blocked' });
    expect(readPost({ ...common, due: now, attempts: 0 }, dead).state).toBe('queued');
  });
});
