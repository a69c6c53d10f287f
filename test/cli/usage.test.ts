import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { subcommands } from '../../src/cli/commands/index.ts';
import { runProgram } from '../../src/cli/program.ts';
import { parseSettings } from '../../src/cli/prompt-secrets.ts';
import type { SetupError } from '../../src/core/errors/errors.ts';
import { providers } from '../../src/providers/index.ts';

const program = 'npm run -s walletwatch --';

/** Every group and subcommand, as the words that name it. */
const paths = Object.entries(subcommands).flatMap(([name, target]) => {
  const inner = 'getAllEntries' in target ? target.getAllEntries() : [];
  return [name, ...inner.map((entry) => `${name} ${entry.name.original}`)];
});

/** Runs a command line in this process and returns its exit code and output. */
async function run(words: string) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runProgram(words === '' ? [] : words.split(' '), {
    stdout: { write: (text) => void out.push(text) },
    stderr: { write: (text) => void err.push(text) },
  });
  return { code, out: out.join(''), err: err.join('') };
}

describe('help', () => {
  it.each(paths)('of “%s” shows how it is called on one screen', async (path) => {
    const { code, out, err } = await run(`${path} --help`);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`USAGE\n  ${program} ${path}`);
    expect(out.split('\n').length).toBeLessThan(30);
  });

  it('lists every subcommand, and exits with 2 if no subcommand was typed', async () => {
    const { out } = await run('--help');
    for (const name of Object.keys(subcommands)) expect(out).toMatch(new RegExp(`^  ${name} +[A-Z]`, 'm'));
    expect(await run('help')).toEqual({ code: 0, out, err: '' });
    expect(await run('')).toEqual({ code: 2, out, err: '' });
  });

  it('is the same as a subcommand and as a flag', async () => {
    const expected = await run('grant add --help');
    expect(expected.out).toContain('[--role viewer|manager|admin]');
    expect(await run('help grant add')).toEqual(expected);
    expect(await run('grant add -h')).toEqual(expected);
  });

  it('prints the version', async () => {
    expect(await run('--version')).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' });
  });
});

describe('wrong usage', () => {
  it.each([
    ['grnat', 'There is no subcommand “grnat”: did you mean “grant”?'],
    ['help grnat', 'There is no subcommand “grnat”: did you mean “grant”?'],
    ['grant ad', 'There is no subcommand “ad”: did you mean “add”?'],
    ['grant xyz', `There is no subcommand “xyz”: see ${program} help`],
    ['constructor', `There is no subcommand “constructor”: see ${program} help`],
    ['operator add', `<id> is missing: see ${program} operator add --help`],
    ['grant add', `<principal> and <operator> are missing: see ${program} grant add --help`],
    [
      'grant add telegram:1 acme viewer',
      `“viewer” is one argument too many: see ${program} grant add --help`,
    ],
    ['grant add telegram:1 acme --roll viewer', 'There is no flag --roll: did you mean --role?'],
    ['grant add telegram:1 acme -r viewer', `There is no flag -r: see ${program} grant add --help`],
    ['grant add telegram:1 acme --role', `--role needs a value: see ${program} grant add --help`],
    ['grant add telegram:1 acme --role --expires 9d', '--role needs a value'],
    ['grant add telegram:1 acme --role=', `--role needs a value: see ${program} grant add --help`],
    ['grant add telegram:1 acme --role boss', '--role must be one of viewer, manager, admin'],
    ['operator add acme --name A --name B', '--name is set twice: remove one of them'],
    ['audit tail --lines 0 --verbose', 'There is no flag --verbose'],
    ['audit tail --lines 1001', '--lines takes a whole number from 1 to 1000.'],
    ['manifest slack --http http://bot.example.com', '--http takes the https address'],
    ['connection add acme payatm', 'There is no provider payatm: there are payatom, airpay, wallets-api.'],
    ['doctor --verbose', `There is no flag --verbose: see ${program} doctor --help`],
  ])('“%s” is refused in one line that names the fix', async (words, refusal) => {
    const { code, out, err } = await run(words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^walletwatch: [^\n]+\n$/);
    expect(err).toContain(refusal);
  });

  const key = '5e7400972fdf1a693a4b2411d8a98a16';
  it.each([
    `connection add acme payatom --apiKey ${key}`,
    `connection add acme payatom --api-key=${key}`,
    `connection add acme payatom --token ${key}`,
    `connection add acme payatom --privateKey=${key}`,
    `connection add acme payatom --PASSWORD ${key}`,
    `connection add acme payatom ${key}`,
    `connection add acme ${key}`,
    `connection add acme payatom --${key}`,
    `connection add acme payatom --secrets ${key}`,
    `connection add acme payatom --secrets=${key}`,
    `connection add acme payatom --set token=${key}`,
    `connection rotate acme payatom ${key}`,
    `connection --apiKey=${key}`,
    `--token ${key}`,
    key,
  ])('a credential is refused with the safe way and not repeated: %s', async (words) => {
    const { code, out, err } = await run(words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('pipe one JSON object to --secrets -');
    expect(err).not.toContain(key.slice(0, 6));
  });
});

describe('--set', () => {
  const [provider] = providers;
  if (provider === undefined) throw new Error('no provider');
  it('accepts any key and value', () => {
    expect(parseSettings(['a=b', 'c=d=e', 'f='], provider)).toEqual({ a: 'b', c: 'd=e', f: '' });
    expect(parseSettings(['__proto__=x'], provider)).toEqual(Object.fromEntries([['__proto__', 'x']]));
  });

  it('reports every error at once, without a value', () => {
    try {
      parseSettings(['a', 'b=1', 'b=2', 'apiKey=5e7400972fdf'], provider);
      expect.unreachable();
    } catch (thrown) {
      const { faults } = thrown as SetupError;
      expect(faults).toHaveLength(3);
      expect(faults.join()).toMatch(/key=value.*b is set twice.*apiKey is a credential/);
      expect(faults.join()).not.toContain('5e7400972fdf');
    }
  });
});
