import { expect, test } from 'vitest';
import { losePower } from './power.ts';

test('a power loss at any moment loses no acknowledged change', async () => {
  expect(await losePower({ seed: 1, schedules: 1500, pretends: 'nothing' })).toEqual({
    schedules: 1500,
    corrupt: 0,
    lost: 0,
    example: undefined,
  });
});

test('the model loses changes when any sync is left out', async () => {
  const files = await losePower({ seed: 2, schedules: 200, pretends: 'file syncs' });
  expect(files.lost + files.corrupt).toBeGreaterThan(50);
  const folders = await losePower({ seed: 3, schedules: 200, pretends: 'folder syncs' });
  expect(folders.lost + folders.corrupt).toBeGreaterThan(50);
});
