import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { englishFaults, englishRules } from './english.ts';
import { englishExceptions } from './english-exceptions.ts';
import { readSources } from './sources.ts';

/** The name of each provider case, which is the name of its test, as a comment and as a string literal. */
function readCaseNames(): readonly (readonly [path: string, source: string])[] {
  const folder = 'test/fixtures/providers';
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.split(/[\\/]/).length === 2 && path.endsWith('.json'))
    .map((path) => [path, JSON.parse(readFileSync(join(folder, path), 'utf8'))] as const)
    .filter(
      (entry): entry is readonly [string, { readonly name: string }] => typeof entry[1]?.name === 'string',
    )
    .map(([path, { name }]) => [`${folder}/${path}`, `/* ${name} */ const name = ${JSON.stringify(name)};`]);
}

describe('the rules of English', () => {
  // The file of the rules has an example that breaks each of them.
  const sources = [...readSources(['src', 'adapters', 'test'])].filter(
    ([path]) => path !== 'test/architecture/english.ts',
  );
  const checked = [...sources, ...readCaseNames()];
  const faults = checked.flatMap(([path, source]) => englishFaults(path, source));
  const isException = (path: string, found: string) =>
    englishExceptions.some((exception) => exception.path === path && found.includes(exception.text));

  it('hold in every comment, message and test name, with a few exceptions', () => {
    expect(faults.filter(({ path, found }) => !isException(path, found))).toEqual([]);
    expect(englishExceptions.length).toBeLessThanOrEqual(20);
  });

  it('are applied to tests, benchmarks and the names of provider cases', () => {
    const paths = checked.map(([path]) => path);
    for (const folder of [
      'src/core/',
      'adapters/slack/',
      'test/bench/',
      'test/architecture/',
      'test/fixtures/providers/',
    ]) {
      expect(paths.filter((path) => path.startsWith(folder)).length, folder).toBeGreaterThan(0);
    }
  });

  it.each(englishExceptions)('need the exception “$text”', ({ path, text }) => {
    expect(faults.some((fault) => fault.path === path && fault.found.includes(text))).toBe(true);
  });

  it.each(englishRules)('report “$example”', ({ example, instead, where }) => {
    const source = where === 'comments' ? `/** ${example} */` : `const sentence = '${example}';`;
    expect(englishFaults('src/core/planted.ts', source).map((fault) => fault.instead)).toEqual([
      expect.stringContaining(instead),
    ]);
  });

  it.each([
    '/** Who asks again and again is refused. */',
    '/** What the provider answered. */',
    '// Of a list that is cut short only the total counts.',
    '/** Sends what it was told. */',
    '/** The reply, for who asked. */',
    "const sentence = 'The provider says that the key is wrong';",
    "const sentence = 'Have its token checked by an admin';",
    "throw new Error('This failed for a reason of ours');",
  ])('report %s', (source) => {
    expect(englishFaults('src/core/planted.ts', source)).not.toEqual([]);
  });

  it.each([
    '/** Returns the balance of a wallet, or `unknown` when the provider did not list it. */',
    "const words = ['told', 'kept'];",
    'const told = kept(of);',
    '// The provider answers “nobody told us”; that text is quoted as it is.',
  ])('accept %s', (source) => {
    expect(englishFaults('src/core/planted.ts', source)).toEqual([]);
  });
});
