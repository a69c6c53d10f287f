import { describe, expect, it } from 'vitest';
import { drain } from '../../src/sandbox/drain.ts';
import { sampleOperator } from '../../src/sandbox/sample.ts';
import { createFakeClock } from '../fakes/clock.ts';

const available = (status: string) => Number(/"available_limit": (-?\d+)/.exec(status)?.[1]);
const used = (limits: string) => Number(/sample1@uoi[\s\S]*?"usage_volume": "(\d+)"/.exec(limits)?.[1]);

describe('accounts that run down', () => {
  it('fall below three percent, stay there, and recover, repeatedly', async () => {
    const clock = createFakeClock();
    const { payatom } = drain(sampleOperator, clock);
    const seen: number[] = [];
    for (let second = 0; second < 180; second++) {
      seen.push(available(payatom.status));
      await clock.advance(1000);
    }
    expect(seen[0]).toBe(700);
    expect(seen.slice(0, 20)).toEqual([...seen.slice(0, 20)].sort((a, b) => b - a));
    expect(Math.min(...seen)).toBe(10);
    expect(seen.slice(20, 50).every((left) => left === 10)).toBe(true);
    expect(seen.slice(50, 90).every((left) => left === 700)).toBe(true);
    expect(seen[110]).toBe(10);
  });

  it('leave every other byte of the documents unchanged', () => {
    const { payatom, airpay } = drain(sampleOperator, createFakeClock());
    expect(payatom.status).toBe(sampleOperator.payatom.status);
    expect(used(payatom.limits)).toBe(4000);
    expect(payatom.limits.replace('"4000"', '"100000"')).toBe(sampleOperator.payatom.limits);
    expect(airpay).toBe(sampleOperator.airpay);
  });
});
