import { describe, expect, it } from 'vitest';
import { reasons } from '../../../src/core/errors/errors.ts';
import { explainFault, reasonSentences } from '../../../src/core/errors/text.ts';

describe('the sentence about a failure', () => {
  it.each(reasons)('for %s is short enough for a phone', (reason) => {
    const sentence = reasonSentences[reason];
    expect(sentence).toMatch(/^[A-Z][^<>{}]+\.$/);
    expect(sentence.split(/[.:;] /).length).toBeGreaterThan(1);
    expect(sentence.length).toBeLessThanOrEqual(140);
    expect(explainFault({ reason })).toBe(sentence);
  });

  it('is the advice of the provider module, if there is one', () => {
    expect(explainFault({ reason: 'key-refused', advice: 'Rotate apiKey.' })).toBe('Rotate apiKey.');
  });

  it('ends with the message of the provider', () => {
    expect(explainFault({ reason: 'refused', said: 'Duplicate order' })).toBe(
      `${reasonSentences.refused} Its message: “Duplicate order”.`,
    );
  });

  it('contains the requested wait, if the provider sent one', () => {
    expect(explainFault({ reason: 'rate-limited', retryAfter: 1500 })).toBe(
      'Too many requests to the provider. Try again in 2 s.',
    );
    expect(explainFault({ reason: 'cooling-down', retryAfter: 0 })).toBe(
      'The provider asked to wait. Try again in 1 s.',
    );
  });
});
