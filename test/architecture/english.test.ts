import { describe, expect, it } from 'vitest';
import { englishFaults, englishRules } from './english.ts';
import { englishExceptions } from './english-exceptions.ts';
import { readSources } from './sources.ts';

describe('the rules of English', () => {
  const checked = [...readSources(['src', 'adapters', 'test'])].filter(
    ([path]) => !path.startsWith('test/bench/') && !path.startsWith('test/architecture/'),
  );
  const faults = checked.flatMap(([path, source]) => englishFaults(path, source));
  const isException = (path: string, found: string) =>
    englishExceptions.some((exception) => exception.path === path && found.includes(exception.text));

  it('hold in every comment, message and test name, with a few exceptions', () => {
    expect(faults.filter(({ path, found }) => !isException(path, found))).toEqual([]);
    expect(englishExceptions.length).toBeLessThanOrEqual(20);
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
