import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const copied = ['src', 'adapters', 'test', 'package.json', 'tsconfig.json', '.biome.json', '.build.js'];
const step = /<!-- (create|insert) (\S+)(?: after (.*?))? -->\n```ts\n([\s\S]*?)```/g;

describe('the walk-through "Add a command"', () => {
  let folder = '';
  const run = (args: readonly string[], input = '') =>
    execFileSync(process.execPath, args, { cwd: folder, input, encoding: 'utf8' });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'walkthrough-'));
    for (const name of copied) cpSync(name, join(folder, name), { recursive: true });
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    const steps = [...readFileSync('CONTRIBUTING.md', 'utf8').matchAll(step)];
    expect(steps).toHaveLength(3);
    for (const [, kind, path = '', line = '', code = ''] of steps) {
      const file = join(folder, path);
      if (kind === 'create') writeFileSync(file, code);
      else {
        const before = readFileSync(file, 'utf8');
        expect(before).toContain(`${line}\n`);
        writeFileSync(file, before.replace(`${line}\n`, `${line}\n${code}`));
      }
    }
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('type-checks', () => {
    run(['node_modules/typescript/bin/tsc', '-p', 'test']);
  }, 120_000);

  it('passes lint', () => {
    run(['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', 'src']);
  }, 60_000);

  it('answers in the console', () => {
    expect(run(['--import', 'tsx', 'src/main.ts'], '/ping\n')).toContain('pong');
  }, 60_000);
});
