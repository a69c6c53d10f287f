import { describe, expect, it } from 'vitest';
import { entryErrors, mutate } from './entries.ts';
import { type Mutant, mutants } from './list.ts';

const file = 'test/mutants/entries.ts';
const planted: Mutant = {
  name: 'planted',
  breaks: 'an example',
  file,
  edits: [['export function entryErrors(', 'function entryErrors(']],
  tests: ['test/mutants/entries.test.ts'],
};

describe('the list of mutants', () => {
  it.each(mutants)('fits the tree: $name', (mutant) => {
    expect(entryErrors(mutant, '.')).toEqual([]);
  });

  it('names no mutant twice', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });
});

describe('the check of an entry', () => {
  it('accepts an entry that fits', () => {
    expect(entryErrors(planted, '.')).toEqual([]);
  });

  it.each<[string, Partial<Mutant>, string]>([
    ['a missing file', { file: 'test/none.ts' }, 'planted: test/none.ts does not exist'],
    ['a missing test', { tests: ['test/none.test.ts'] }, 'planted: test/none.test.ts does not exist'],
    ['an entry without tests', { tests: [] }, 'planted: no test is named'],
    [
      'a text that is not there',
      { edits: [['no such text', '']] },
      `planted: ${file} contains “no such text” 0 times, not once`,
    ],
    [
      'a text that occurs twice',
      { edits: [['export function', '']] },
      `planted: ${file} contains “export function” 2 times, not once`,
    ],
    [
      'edits without an effect',
      { edits: [['function mutate', 'function mutate']] },
      `planted: the edits change nothing in ${file}`,
    ],
  ])('reports %s', (_case, change, error) => {
    expect(entryErrors({ ...planted, ...change }, '.')).toEqual([error]);
  });

  it('applies later edits to the result of earlier ones', () => {
    expect(
      mutate(
        {
          ...planted,
          edits: [
            ['a', 'b c'],
            ['c', 'd'],
          ],
        },
        'x a',
      ),
    ).toBe('x b d');
  });
});
