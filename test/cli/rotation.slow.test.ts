import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram, type Program } from './program.ts';
import { killRotations } from './rotation-kills.ts';

let program: Program;
beforeAll(() => {
  program = buildProgram();
});
afterAll(() => program.remove());

describe('a key or credential rotation', () => {
  it('leaves every credential readable when it is killed, and can be completed afterwards', async () => {
    const { killed, faults } = await killRotations(program, 19);
    expect(faults).toEqual([]);
    // `npm run campaign:secrets` tries every point.
    expect(killed).toBeGreaterThan(5);
  }, 120_000);
});
