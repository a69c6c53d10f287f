import { describe, expect, it } from 'vitest';
import { isTruncated } from '../../../src/core/provider/truncated.ts';

const answer = (body: string, status = 200) => ({ status, headers: {}, body });

describe('a truncated response', () => {
  it.each(['', ' \n', '{', '{"a":1', '[{"a":1}', '{"a":[1]', '"{', '<R><A>1</A', '\ufeff[1,'])(
    'is %j: it ends before it can',
    (body) => {
      expect(isTruncated(answer(body))).toBe(true);
    },
  );

  it.each(['{}', ' [1]\n', '"x"', '<R/>', 'Maintenance', '\ufeff{}'])('is not %j', (body) => {
    expect(isTruncated(answer(body))).toBe(false);
  });

  it('is not detected for an error status', () => {
    expect(isTruncated(answer('', 401))).toBe(false);
  });
});
