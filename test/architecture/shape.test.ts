import { describe, expect, it } from 'vitest';
import { duplicateExports, importCircles, sizeFaults } from './shape.ts';
import { readSources, type Sources } from './sources.ts';

const tree = readSources();
const tests = readSources(['test']);
const planted = (files: Readonly<Record<string, string>>): Sources =>
  new Map([...tree, ...Object.entries(files)]);

describe('exported names', () => {
  it('are each exported by one module', () => {
    expect(duplicateExports(tree)).toEqual([]);
  });

  it('are reported when a second module exports one', () => {
    const twice = planted({ 'src/http/planted.ts': 'export const createReadings = 1;' });
    expect(duplicateExports(twice)).toEqual([expect.stringContaining('src/http/planted.ts')]);
  });
});

describe('imports', () => {
  it('form no circle', () => {
    expect(importCircles(tree)).toEqual([]);
  });

  it('are reported when two files import each other, by type only as well', () => {
    const circle = planted({
      'src/http/a.ts': "import { b } from './b.ts';",
      'src/http/b.ts': "import type { A } from './a.ts';",
    });
    expect(importCircles(circle)).toEqual(['src/http/a.ts -> src/http/b.ts -> src/http/a.ts']);
  });
});

describe('folders and files', () => {
  it('are small and named in kebab-case', () => {
    expect(sizeFaults(tree)).toEqual([]);
    expect(sizeFaults(tests)).toEqual([]);
  });

  it('are reported when they are too large or misnamed', () => {
    const files = Array.from({ length: 13 }, (_, index) => [`src/core/planted/f${index}.ts`, ''] as const);
    const faults = sizeFaults(
      new Map([...files, ['src/http/long.ts', '\n'.repeat(301)], ['src/http/camelCase.ts', '']]),
    );
    expect(faults).toHaveLength(3);
  });
});
