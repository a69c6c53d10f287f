import { describe, expect, it } from 'vitest';
import { reasons } from '../../../src/core/errors/errors.ts';
import { explainFault, reasonSentences } from '../../../src/core/errors/text.ts';

describe('what a person reads about a fault', () => {
  it.each(reasons)('says for %s what happened and what to do, on a phone', (reason) => {
    const sentence = reasonSentences[reason];
    expect(sentence).toMatch(/^[A-Z][^<>{}]+\.$/);
    expect(sentence.split(/[.:;] /).length).toBeGreaterThan(1);
    expect(sentence.length).toBeLessThanOrEqual(140);
    expect(explainFault({ reason })).toBe(sentence);
  });

  it('prefers the advice of the provider’s own folder', () => {
    expect(explainFault({ reason: 'key-refused', advice: 'Rotate apiKey.' })).toBe('Rotate apiKey.');
  });

  it('adds what the provider said', () => {
    expect(explainFault({ reason: 'refused', said: 'Duplicate order' })).toBe(
      `${reasonSentences.refused} Its message: “Duplicate order”.`,
    );
  });

  it('tells how long to wait where the provider did', () => {
    expect(explainFault({ reason: 'rate-limited', retryAfter: 1500 })).toBe(
      'Too many requests to the provider. Try again in 2 s.',
    );
    expect(explainFault({ reason: 'cooling-down', retryAfter: 0 })).toBe(
      'The provider asked to wait. Try again in 1 s.',
    );
  });
});
