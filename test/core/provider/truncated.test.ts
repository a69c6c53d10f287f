import { describe, expect, it } from 'vitest';
import { isCutShort } from '../../../src/core/provider/truncated.ts';

const answer = (body: string, status = 200) => ({ status, headers: {}, body });

describe('an answer that was cut short', () => {
  it.each(['', ' \n', '{', '{"a":1', '[{"a":1}', '{"a":[1]', '"{', '<R><A>1</A', '\ufeff[1,'])(
    'is %j: it ends before it can',
    (body) => {
      expect(isCutShort(answer(body))).toBe(true);
    },
  );

  it.each(['{}', ' [1]\n', '"x"', '<R/>', 'Maintenance', '\ufeff{}'])('is not %j', (body) => {
    expect(isCutShort(answer(body))).toBe(false);
  });

  it('is none that the provider called an error', () => {
    expect(isCutShort(answer('', 401))).toBe(false);
  });
});
