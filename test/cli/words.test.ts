import type { ArgsDef, CommandDef } from 'citty';
import { describe, expect, it } from 'vitest';
import { checkWords } from '../../src/cli/check-words.ts';
import { helpOf, walletwatch } from '../../src/cli/program.ts';
import { settingPairs } from '../../src/cli/prompt-secrets.ts';
import { SetupError } from '../../src/core/errors/errors.ts';
import { providers } from '../../src/providers/index.ts';

interface Named {
  readonly path: readonly string[];
  readonly command: CommandDef;
}

/** Every subcommand, with those that only hold others. */
function commandsIn(command: CommandDef, path: readonly string[] = []): readonly Named[] {
  const inner = Object.entries((command.subCommands ?? {}) as Record<string, CommandDef>);
  return [{ path, command }, ...inner.flatMap(([name, each]) => commandsIn(each, [...path, name]))];
}
const all = commandsIn(walletwatch as CommandDef);

/** The sentences with which words are refused; undefined when they are not. */
function refusal(path: string, words: string): string | undefined {
  const found = all.find((each) => each.path.join(' ') === path);
  try {
    checkWords((found?.command.args ?? {}) as ArgsDef, words === '' ? [] : words.split(' '), path);
    return undefined;
  } catch (thrown) {
    expect(thrown).toMatchObject({ exitCode: 2 });
    return thrown instanceof SetupError ? thrown.faults.join('\n') : 'not ours';
  }
}

describe('help', () => {
  it.each(all.map(({ path, command }) => [path.join(' ') || 'alone', path, command] as const))(
    'of %s says how it is called, and no more than one screen',
    async (_name, path, command) => {
      const help = await helpOf(command, path);
      expect(help).toContain(`USAGE ${['npm run -s walletwatch --', ...path].join(' ')}`);
      expect(help.split('\n').length).toBeLessThan(30);
      for (const name of Object.keys(command.args ?? command.subCommands ?? {}))
        expect(help.toLowerCase()).toContain(name);
    },
  );
});

describe('words', () => {
  it.each([
    ['operator add', 'acme --name Acme'],
    ['operator add', 'acme --name=Acme'],
    ['connection add', 'acme payatom --set a=b --set c=d --secrets -'],
    ['grant list', ''],
    ['grant list', 'acme'],
    ['bind add', 'telegram:-100 acme'],
    ['sandbox', '--large'],
  ])('that are right pass: %s %s', (path, words) => {
    expect(refusal(path, words)).toBeUndefined();
  });

  it.each([
    ['operator add', '', '<id> is missing: see npm run -s walletwatch -- operator add --help'],
    ['grant add', '', '<principal> and <operator> are missing'],
    ['grant add', 'telegram:1 acme viewer', '“viewer” is one word too many'],
    ['grant add', 'telegram:1 acme --roll viewer', 'There is no --roll here'],
    ['grant add', 'telegram:1 acme -r viewer', 'There is no --r here'],
    ['grant add', 'telegram:1 acme --role', '--role needs a value'],
    ['doctor', '--verbose', 'There is no --verbose here'],
  ])('that are wrong are named, with where to look: %s %s', (path, words, says) => {
    expect(refusal(path, words)).toContain(says);
  });

  it.each([
    '--apiKey 5e7400972fdf1a693a4b2411d8a98a16',
    '--api-key=5e7400972fdf1a693a4b2411d8a98a16',
    '--token 5e7400972fdf1a693a4b2411d8a98a16',
    '--privateKey=5e7400972fdf1a693a4b2411d8a98a16',
    '--PASSWORD 5e7400972fdf1a693a4b2411d8a98a16',
    '5e7400972fdf1a693a4b2411d8a98a16',
  ])('that are a credential are refused with the safe way, and not repeated: %s', (words) => {
    const said = refusal('connection add', `acme payatom ${words}`);
    expect(said).toContain('pipe one JSON object to --secrets -');
    expect(said).not.toContain('5e7400');
  });
});

describe('--set', () => {
  const [provider] = providers;
  if (provider === undefined) throw new Error('no provider');
  it('keeps every pair, however it is spelt', () => {
    expect(settingPairs(['a=b', 'c=d=e', 'f='], provider)).toEqual({ a: 'b', c: 'd=e', f: '' });
    expect(settingPairs(['__proto__=x'], provider)).toEqual(Object.fromEntries([['__proto__', 'x']]));
  });

  it('names every fault at once, and no value', () => {
    try {
      settingPairs(['a', 'b=1', 'b=2', 'apiKey=5e7400972fdf'], provider);
      expect.unreachable();
    } catch (thrown) {
      const { faults } = thrown as SetupError;
      expect(faults).toHaveLength(3);
      expect(faults.join()).toMatch(/key=value.*b is set twice.*apiKey is a credential/);
      expect(faults.join()).not.toContain('5e7400972fdf');
    }
  });
});
