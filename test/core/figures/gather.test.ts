import { describe, expect, it } from 'vitest';
import { eachLimit } from '../../../src/core/async/each-limit.ts';
import { createQuerySession } from '../../../src/core/figures/gather.ts';
import { makeContext } from '../../commands/ask.ts';
import { emptySummary, fakeSource, ok } from '../../fakes/books.ts';
import { createFakeClock } from '../../fakes/clock.ts';

const query = { account: '1', day: '20-11-2026' as never, dateType: 'action_date' as const };

function opened(answer: (clock: ReturnType<typeof createFakeClock>) => Promise<void>) {
  const clock = createFakeClock();
  const deadlines: (number | undefined)[] = [];
  const source = fakeSource({
    id: 'slow',
    answers: {
      summary: async (_, ask) => {
        deadlines.push(ask?.deadline);
        await answer(clock);
        return ok(emptySummary, clock.now());
      },
    },
  });
  const controller = new AbortController();
  const context = makeContext('/x', { clock, sources: [source], context: { signal: controller.signal } });
  return { clock, source, deadlines, controller, questions: createQuerySession(context) };
}

describe('the questions of a command', () => {
  it('share one deadline: each is told a little less than what is left, and none outlives it', async () => {
    const { clock, source, deadlines, questions } = opened((own) => own.sleep(15_000));
    const first = questions.ask(source, 'summary', query);
    await clock.advance(15_000);
    expect(await first).toMatchObject({ kind: 'ok' });
    const second = questions.ask(source, 'summary', query);
    await clock.advance(5_000);
    expect(await second).toEqual({ kind: 'fail', fault: { reason: 'timeout' } });
    expect(await questions.ask(source, 'summary', query)).toEqual({
      kind: 'fail',
      fault: { reason: 'not-asked' },
    });
    expect(deadlines).toEqual([19_800, 4_800]);
  });

  it('leave no timer behind when the answer came', async () => {
    const { clock, source, questions } = opened(async () => {});
    await questions.ask(source, 'summary', query);
    expect(clock.sleepers()).toBe(0);
  });

  it('end at once when the asker is gone, and none is asked any more', async () => {
    const { clock, source, deadlines, controller, questions } = opened((own) => own.sleep(15_000));
    const waiting = questions.ask(source, 'summary', query);
    controller.abort();
    expect(await waiting).toMatchObject({ kind: 'fail' });
    expect(await questions.ask(source, 'summary', query)).toMatchObject({ fault: { reason: 'not-asked' } });
    expect(deadlines).toHaveLength(1);
    await clock.advance(15_000);
  });

  it('are not asked of a connection that cannot answer', async () => {
    const { source, questions } = opened(async () => {});
    expect(await questions.ask(source, 'wallets', {})).toEqual({
      kind: 'fail',
      fault: { reason: 'unsupported' },
    });
    expect(await questions.gather([source], 'wallets', {})).toEqual([]);
  });
});

describe('eachOf', () => {
  it('runs every item once, in order, in no more lanes than told', async () => {
    const begun: number[] = [];
    let [under, most] = [0, 0];
    await eachLimit(
      Array.from({ length: 50 }, (_, index) => index),
      4,
      async (item) => {
        begun.push(item);
        under += 1;
        most = Math.max(most, under);
        await Promise.resolve();
        under -= 1;
      },
    );
    expect(begun).toEqual(Array.from({ length: 50 }, (_, index) => index));
    expect(most).toBe(4);
  });
});
