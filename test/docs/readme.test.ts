import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSettings, settingRows } from '../../src/settings.ts';
import { envExample, withBlocks } from './blocks.ts';

const readme = readFileSync('README.md', 'utf8');

describe('the README', () => {
  it('has the tables that the code makes (npm run readme writes them)', () => {
    expect(withBlocks(readme)).toBe(readme);
  });

  it('names only files and folders that exist', () => {
    const named = [...readme.matchAll(/`((?:src|adapters|test|\.ci)\/[\w./-]*)`/g)].map(
      (match) => match[1] ?? '',
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('names only scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readme.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('.env.example', () => {
  it('has every setting and nothing else (npm run readme writes it)', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(envExample());
  });

  it('gives a meaning to every setting', () => {
    expect(settingRows().filter(({ meaning }) => meaning === '')).toEqual([]);
  });
});

describe('settings', () => {
  it('have defaults for everything', () => {
    expect(readSettings({})).toMatchObject({ TIME_ZONE: 'Asia/Kolkata', LOCALE: 'en-IN', CACHE_SECONDS: 15 });
  });

  it('that are empty are not set', () => {
    expect(readSettings({ CACHE_SECONDS: '', SANDBOX: '' })).toMatchObject({ CACHE_SECONDS: 15 });
  });

  it('are refused all at once, each by its name, none with its value', () => {
    const wrong = {
      TIME_ZONE: 'Mars/Crater',
      CACHE_SECONDS: '-1',
      LOG_LEVEL: 'sk_live_1',
      SANDBOX: 'small',
      CONSOLE: 'yes',
    };
    try {
      readSettings(wrong);
      expect.unreachable();
    } catch (thrown) {
      const { faults, exitCode } = thrown as { faults: string[]; exitCode: number };
      expect(exitCode).toBe(78);
      for (const name of Object.keys(wrong))
        expect(faults.filter((fault) => fault.startsWith(name))).toHaveLength(1);
      expect(faults.join()).not.toContain('sk_live_1');
    }
  });

  it.each([
    ['CACHE_SECONDS', '0x10'],
    ['CACHE_SECONDS', '1e3'],
    ['PROVIDER_DEADLINE_MS', '8000 '],
    ['PROVIDER_DEADLINE_MS', '1'],
    ['LOCALE', 'en_IN!'],
  ])('refuse %s=%s', (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(name);
  });
});
