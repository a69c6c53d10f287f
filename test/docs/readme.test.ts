import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSettings, settingRows } from '../../src/settings.ts';
import { envExample, generatedDocuments, withBlocks } from './blocks.ts';

describe.each(generatedDocuments)('%s', (path) => {
  it('has the table that the code generates (npm run readme writes it)', () => {
    const text = readFileSync(path, 'utf8');
    expect(withBlocks(path, text)).toBe(text);
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
