import { describe, expect, it } from 'vitest';
import { isLoopback, parseUrl } from '../../../src/core/net/url.ts';

describe('isLoopback', () => {
  it.each(['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]'])('%s is this machine', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(['localhost.evil.test', '127.0.0.1.evil.test', 'api.test', '10.0.0.1', '::', '::2', '0.0.0.0', ''])(
    '%j is another machine',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});

it('parseUrl returns undefined for a text that is no URL', () => {
  expect(parseUrl('https://api.test/a?b')?.pathname).toBe('/a');
  expect(parseUrl('api.test')).toBeUndefined();
});
