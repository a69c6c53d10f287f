import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rootCommand } from '../../adapters/slack/receive/inbound.ts';
import { commands } from '../../src/commands/index.ts';
import { settingRows } from '../../src/settings.ts';
import { englishRules, proseFaults } from '../architecture/english.ts';
import { type KnownNames, lengthFaults, referenceFaults, sparseFaults } from './references.ts';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const known: KnownNames = {
  scripts: new Set(Object.keys(scripts)),
  settings: new Set(settingRows().map(({ name }) => name)),
  commands: new Set([...commands.map(({ name }) => `/${name}`), rootCommand]),
};

const documents = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe.each(documents)('%s', (path) => {
  it('refers only to things that exist', () => {
    expect(referenceFaults(path, readFileSync(path, 'utf8'), known)).toEqual([]);
  });

  it('names enough files to be checked', () => {
    expect(sparseFaults(path, readFileSync(path, 'utf8'))).toEqual([]);
  });

  it('is plain English', () => {
    expect(proseFaults(path, readFileSync(path, 'utf8'))).toEqual([]);
  });
});

describe('the list of documents', () => {
  it('contains those in the root, in docs and in docs/decisions', () => {
    const some = [
      'README.md',
      'ARCHITECTURE.md',
      'docs/operations.md',
      'docs/decisions/0001-store-as-snapshot-and-journal.md',
    ];
    expect(documents).toEqual(expect.arrayContaining(some));
    expect(documents.length).toBeGreaterThanOrEqual(25);
  });
});

describe('the prose check', () => {
  const proseRules = englishRules.filter(({ where }) => where !== 'strings');
  const broken = proseRules.at(-1)?.example;

  it.each(proseRules)('reports “$example”', ({ example, instead }) => {
    const found = proseFaults('a.md', `# Title\n\n- ${example}\n`);
    expect(found).toEqual([{ path: 'a.md', line: 3, found: example, instead }]);
  });

  it.each([
    ['in a paragraph of two lines', 'The bot reads a line. It\ntells it.\n', 2],
    ['over the end of a line', 'The answer of\nthe bot is for\nwho asked.\n', 2],
    ['in a table', `| a | b |\n|---|---|\n| c | ${broken} |\n`, 3],
    ['after a block of code', `\`\`\`sh\nls\n\`\`\`\n\n${broken}\n`, 5],
    ['after a generated table', `<!-- x -->\n| a |\n<!-- /x -->\n\n${broken}\n`, 5],
  ])('reports a sentence %s, with its line', (_, text, line) => {
    expect(proseFaults('a.md', text)).toMatchObject([{ line }]);
  });

  it.each([
    ['code', '```sh\nnobody\n```\n\nThe word `nobody` is code.\n'],
    ['quotes', '“nobody”, "nobody"\n'],
    ['generated tables', '<!-- x -->\n| nobody |\n<!-- /x -->\n'],
    ['benchmark rows', '| scenario |\n|---|\n| nobody |\n\nThe end.\n'],
  ])('ignores %s', (_, text) => {
    expect(proseFaults('a.md', text)).toEqual([]);
  });
});

describe('the reference check', () => {
  it.each([
    ['a missing file', '`src/missing.ts`', 'no file src/missing.ts'],
    ['a missing folder', '`src/missing`', 'no file src/missing'],
    ['a missing file outside our folders', '`core/missing.ts`', 'no file core/missing.ts'],
    ['a missing document in the root', '`MISSING.md`', 'no file MISSING.md'],
    ['a missing hidden file in the root', '`.missing.js`', 'no file .missing.js'],
    ['a missing link', '[text](missing.md)', 'no link missing.md'],
    ['a missing script', '`npm run missing`', 'no script missing'],
    ['a missing script in a block of code', '```sh\nnpm run -s missing\n```', 'no script missing'],
    ['a missing setting', '`MISSING_SETTING`', 'no setting MISSING_SETTING'],
    ['a missing command', '`/missing`', 'no command /missing'],
    ['a missing command with arguments', '`/missing 101`', 'no command /missing'],
  ])('reports %s', (_, text, fault) => {
    expect(referenceFaults('README.md', text, known)).toEqual([`README.md: ${fault}`]);
  });

  it('resolves links from the folder of the document', () => {
    expect(referenceFaults('docs/a.md', '[text](../README.md) [text](README.md)', known)).toEqual([
      'docs/a.md: no link README.md',
    ]);
  });

  it.each([
    '`CHANGELOG.md`',
    '`LICENSE`',
    '`.build.js`',
    '`src/core`',
    '`DATA_DIR`',
    '`/balance 6789`',
    '`npm test`',
  ])('accepts %s', (text) => {
    expect(referenceFaults('README.md', text, known)).toEqual([]);
  });

  it('reports a document in which few files are found, each counted once', () => {
    const three = '`src/main.ts` [b](src/bot.ts) `LICENSE` `LICENSE` `DATA_DIR`';
    expect(sparseFaults('a.md', three)).toEqual(['a.md: only 3 paths are found, fewer than 4']);
    expect(sparseFaults('a.md', `${three} \`package.json\``)).toEqual([]);
  });
});

describe('the README', () => {
  it('is not too long', () => {
    expect(lengthFaults('README.md', readFileSync('README.md', 'utf8'))).toEqual([]);
  });

  it('may have 250 lines but not 251', () => {
    expect(lengthFaults('a.md', 'line\n'.repeat(250))).toEqual([]);
    expect(lengthFaults('a.md', 'line\n'.repeat(251))).toEqual(['a.md has 251 lines, more than 250']);
  });
});
