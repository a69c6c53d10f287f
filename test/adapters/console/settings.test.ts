import { describe, expect, it } from 'vitest';
import { consoleAdapter } from '../../../adapters/console/index.ts';
import { adapters, unconfigured } from '../../../adapters/index.ts';
import { echo, ports } from './console.ts';

describe('the console in the list', () => {
  it('opens only if the settings enable it', () => {
    expect(consoleAdapter.open(consoleAdapter.settings.parse({}), ports(echo))).toBeUndefined();
    expect(consoleAdapter.open({ CONSOLE: '1' }, ports(echo))).toBeDefined();
    expect(consoleAdapter.settings.safeParse({ CONSOLE: 'yes' }).error?.issues[0]?.message).toBe('takes 1');
  });

  it('opens when nothing is configured', () => {
    const adapter = adapters.find(({ id }) => id === unconfigured.adapter);
    expect(adapter?.settings.parse(unconfigured.settings)).toEqual({ CONSOLE: '1' });
    expect(unconfigured.principal).toBe('console:local');
  });
});
