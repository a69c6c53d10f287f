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
  it('share one deadline: each gets slightly less than the remaining time, and none lasts longer', async () => {
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

  it('leave no timer behind after the answer', async () => {
    const { clock, source, questions } = opened(async () => {});
    await questions.ask(source, 'summary', query);
    expect(clock.sleepers()).toBe(0);
  });

  it('end at once if the signal aborts, and no further question is asked', async () => {
    const { clock, source, deadlines, controller, questions } = opened((own) => own.sleep(15_000));
    const waiting = questions.ask(source, 'summary', query);
    controller.abort();
    expect(await waiting).toMatchObject({ kind: 'fail' });
    expect(await questions.ask(source, 'summary', query)).toMatchObject({ fault: { reason: 'not-asked' } });
    expect(deadlines).toHaveLength(1);
    await clock.advance(15_000);
  });

  it('are not asked if the connection lacks the capability', async () => {
    const { source, questions } = opened(async () => {});
    expect(await questions.ask(source, 'wallets', {})).toEqual({
      kind: 'fail',
      fault: { reason: 'unsupported' },
    });
    expect(await questions.gather([source], 'wallets', {})).toEqual([]);
  });
});

describe('eachLimit', () => {
  it('runs every item once, in order, at most `limit` at a time', async () => {
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
