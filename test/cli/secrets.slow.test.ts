import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { huntSecrets } from './hunt/hunt.ts';
import { buildProgram, type Program } from './program.ts';

let program: Program;
beforeAll(() => {
  program = buildProgram();
});
afterAll(() => program.remove());

describe('a planted credential', () => {
  it('is in no file, no log line, no reply and no backup, in any encoding', async () => {
    const { secrets, hits, unexpected, bytes } = await huntSecrets(program, { secrets: 25, faults: 2 });
    expect(hits).toEqual([]);
    expect(unexpected).toEqual([]);
    // `npm run campaign:secrets` plants twice as many and runs every fault.
    expect(secrets).toBeGreaterThanOrEqual(25);
    expect(bytes).toBeGreaterThan(30_000);
  }, 120_000);
});
