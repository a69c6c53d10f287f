import { expect, it } from 'vitest';
import { posts, type StoredPost } from '../../../../src/core/alerts/post-record.ts';
import { breach } from '../brink.ts';
import { createWorld } from '../world.ts';

/** Fields of a post as an earlier release left them, and the calls that must follow. */
it.each<[name: string, left: Partial<StoredPost>, calls: readonly string[], isRepeat: boolean]>([
  ['waits to be sent', { due: 0 }, ['send'], false],
  ['was being sent', { due: 0, sending: { what: 'card', wanted: 1, owed: 0 }, attempts: 1 }, ['send'], true],
  ['has an edit to send', { due: 0, message: '1', wanted: 2, shown: 1 }, ['edit'], false],
  [
    'was being edited',
    { due: 0, message: '1', wanted: 2, shown: 1, sending: { what: 'edit', wanted: 2, owed: 0 } },
    ['edit'],
    false,
  ],
  [
    'was sending a reply in its thread',
    { due: 0, message: '1', wanted: 2, shown: 2, sending: { what: 'follow', wanted: 2, owed: 1 } },
    ['follow'],
    true,
  ],
])('a post of an earlier release that %s is continued', async (_, left, calls, isRepeat) => {
  const world = await createWorld();
  await breach(world);
  await world.stop();
  const before = world.red.calls.length;
  await world.store.transact(async (change) => {
    for (const { id, document } of await change.list(posts)) {
      const { message: _, due: __, editedAt: ___, sending: ____, ...rest } = document;
      const key = document.members[0]?.key ?? '';
      const notice = { key, episode: 1, id: 'A1', reason: 'repeated', at: 0 } as const;
      const owed = left.sending?.what === 'follow' ? [notice] : [];
      await change.put(posts, id, { ...rest, shown: 0, owed, ...left });
    }
  });
  await world.revive();
  await world.clock.advance(1_500);
  const made = world.red.calls.slice(before).filter(({ text }) => !text.includes('away'));
  expect(made.map(({ what }) => what)).toEqual(calls);
  expect(made.some(({ text }) => text.includes('Possible repeat'))).toBe(isRepeat);
  await world.stop();
});
