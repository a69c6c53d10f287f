import { describe, expect, it } from 'vitest';
import { createKeyedQueue } from '../../../src/core/async/keyed-queue.ts';

/** A task that ends when `end` is called. */
function openTask() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { task: () => ended, end };
}

describe('the keyed queue', () => {
  it('runs tasks with one key in order and those with other keys concurrently', async () => {
    const queue = createKeyedQueue();
    const events: string[] = [];
    const slow = openTask();
    const record = (name: string) => async () => void events.push(name);
    const first = queue.run('a', slow.task).then(record('a1'));
    const second = queue.run('a', record('a2'));
    await queue.run('b', record('b1'));
    expect(events).toEqual(['b1']);
    slow.end();
    await Promise.all([first, second]);
    expect(events.slice(1).sort()).toEqual(['a1', 'a2']);
  });

  it('continues after a failed task, which rejects only to its caller', async () => {
    const queue = createKeyedQueue();
    const failed = queue.run('a', () => Promise.reject(new Error('broken')));
    const next = queue.run('a', async () => 'next');
    await expect(failed).rejects.toThrow('broken');
    expect(await next).toBe('next');
  });

  it('is idle when all tasks have ended', async () => {
    const queue = createKeyedQueue();
    const slow = openTask();
    void queue.run('a', slow.task);
    let isIdle = false;
    const idle = queue.idle().then(() => {
      isIdle = true;
    });
    await queue.run('b', async () => undefined);
    expect(isIdle).toBe(false);
    slow.end();
    await idle;
  });
});
