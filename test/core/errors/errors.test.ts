import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { faultOf, ProviderError, reasons, SetupError } from '../../../src/core/errors/errors.ts';

describe('a provider error', () => {
  it('contains its reason and details, and nothing else', () => {
    const error = new ProviderError('rate-limited', { status: 429, retryAfter: 5000, advice: 'Wait.' });
    expect(error.message).toBe('rate-limited');
    expect(error.cause).toBeUndefined();
    expect(faultOf(error)).toEqual({
      reason: 'rate-limited',
      status: 429,
      retryAfter: 5000,
      advice: 'Wait.',
    });
  });

  it('contains nothing of a foreign error', () => {
    const foreign = new TypeError('fetch https://example.com/?key=sk-live-1 failed');
    expect(faultOf(foreign)).toEqual({ reason: 'malformed' });
    expect(inspect(faultOf(foreign))).not.toContain('sk-live-1');
    for (const thrown of [undefined, null, 'text', 5, {}])
      expect(faultOf(thrown)).toEqual({ reason: 'malformed' });
  });

  it('has unique reasons', () => {
    expect(new Set(reasons).size).toBe(reasons.length);
  });
});

describe('a setup error', () => {
  it('lists each problem on a line and has the default exit code 78', () => {
    const error = new SetupError(['A is wrong.', 'B is missing.']);
    expect([error.message, error.exitCode]).toEqual(['A is wrong.\nB is missing.', 78]);
    expect(new SetupError(['x'], 75).exitCode).toBe(75);
  });
});
