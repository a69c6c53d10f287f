import { describe, expect, it } from 'vitest';
import { createKeyedQueue } from '../../../src/core/async/keyed-queue.ts';

/** A task that the test ends. */
function held() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { task: () => ended, end };
}

describe('lanes', () => {
  it('keep the order of one lane and run lanes side by side', async () => {
    const lanes = createKeyedQueue();
    const seen: string[] = [];
    const slow = held();
    const note = (name: string) => async () => void seen.push(name);
    const first = lanes.run('a', slow.task).then(note('a1'));
    const second = lanes.run('a', note('a2'));
    await lanes.run('b', note('b1'));
    expect(seen).toEqual(['b1']);
    slow.end();
    await Promise.all([first, second]);
    expect(seen.slice(1).sort()).toEqual(['a1', 'a2']);
  });

  it('go on after a task that failed, which rejects to its own caller alone', async () => {
    const lanes = createKeyedQueue();
    const failed = lanes.run('a', () => Promise.reject(new Error('mine')));
    const next = lanes.run('a', async () => 'next');
    await expect(failed).rejects.toThrow('mine');
    expect(await next).toBe('next');
  });

  it('are idle when all is done, and keep nothing', async () => {
    const lanes = createKeyedQueue();
    const slow = held();
    void lanes.run('a', slow.task);
    expect(lanes.busy()).toBe(1);
    slow.end();
    await lanes.idle();
    expect(lanes.busy()).toBe(0);
  });
});
