import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram, type Program } from './program.ts';
import { turnAndKill } from './turning.ts';

let program: Program;
beforeAll(() => {
  program = buildProgram();
});
afterAll(() => program.remove());

describe('a rotation', () => {
  it('that is killed on its way leaves every credential readable, and can be brought to its end', async () => {
    const { killed, faults } = await turnAndKill(program, 19);
    expect(faults).toEqual([]);
    // `npm run campaign:rotation` goes through every point.
    expect(killed).toBeGreaterThan(5);
  }, 120_000);
});
