import { describe, expect, it } from 'vitest';
import { yieldToEventLoop } from '../../../../src/core/async/yield.ts';
import { createQueue } from '../../../../src/engine/alerts/poll/queue.ts';

/** A queue of tasks that end when the test ends them. */
function openQueue(maxConcurrent: number, isFull: () => boolean = () => false) {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const queue = createQueue<string>({
    maxConcurrent,
    isFull,
    work: (item) => {
      started.push(item);
      return new Promise((resolve) => ends.set(item, resolve));
    },
  });
  return { queue, started, end: (item: string) => ends.get(item)?.() };
}

const turns = async () => {
  for (let turn = 0; turn < 5; turn++) await yieldToEventLoop();
};

describe('the queue of polls', () => {
  it('starts tasks in order, one per turn of the event loop, up to the limit', async () => {
    const { queue, started, end } = openQueue(2);
    for (const item of ['a', 'b', 'c']) queue.add(item);
    expect(started).toEqual(['a']);
    await turns();
    expect(started).toEqual(['a', 'b']);
    end('a');
    await turns();
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('waits while it is full', async () => {
    let isFull = true;
    const { queue, started } = openQueue(2, () => isFull);
    queue.add('a');
    await turns();
    expect(started).toEqual([]);
    isFull = false;
    queue.add('b');
    await turns();
    expect(started).toEqual(['a', 'b']);
  });

  it('is idle when nothing waits or runs', async () => {
    const { queue, end } = openQueue(1);
    queue.add('a');
    queue.add('b');
    let isIdle = false;
    const idle = queue.idle().then(() => {
      isIdle = true;
    });
    end('a');
    await turns();
    expect(isIdle).toBe(false);
    end('b');
    await idle;
    expect(isIdle).toBe(true);
  });

  it('starts nothing after it was stopped, and is idle when the running task ends', async () => {
    const { queue, started, end } = openQueue(1);
    queue.add('a');
    queue.add('b');
    queue.stop();
    end('a');
    await queue.idle();
    await turns();
    expect(started).toEqual(['a']);
  });
});
