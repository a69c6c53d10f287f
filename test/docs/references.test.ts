import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/commands/index.ts';
import { settingRows } from '../../src/settings.ts';
import { proseFaults } from '../architecture/english.ts';
import { type KnownNames, referenceFaults } from './references.ts';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const known: KnownNames = {
  scripts: new Set(Object.keys(scripts)),
  settings: new Set(settingRows().map(({ name }) => name)),
  commands: new Set(commands.map(({ name }) => name)),
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

  it('is plain English', () => {
    expect(proseFaults(path, readFileSync(path, 'utf8'))).toEqual([]);
  });
});

describe('the prose check', () => {
  it('reports a sentence outside code only', () => {
    const text = '```sh\nnobody\n```\n\nThe bot tells it.\n';
    expect(proseFaults('a.md', text)).toMatchObject([{ path: 'a.md', line: 5 }]);
  });
});

describe('the reference check', () => {
  it.each([
    ['a missing file', '`src/missing.ts`', 'no file'],
    ['a missing script', '`npm run missing`', 'no script'],
    ['a missing link', '[text](missing.md)', 'no link'],
    ['a missing setting', '`MISSING_SETTING`', 'no setting'],
    ['a missing command', '`/missing`', 'no command'],
  ])('reports %s', (_, text, fault) => {
    expect(referenceFaults('README.md', text, known)).toEqual([expect.stringContaining(fault)]);
  });
});

describe('the README', () => {
  it('has at most 250 lines', () => {
    expect(readFileSync('README.md', 'utf8').split('\n').length).toBeLessThanOrEqual(251);
  });
});
