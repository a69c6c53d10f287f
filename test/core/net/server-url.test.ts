import { describe, expect, it } from 'vitest';
import { parseJsonObject } from '../../../src/core/net/json-object.ts';
import { serverUrlField, serverUrlProblems } from '../../../src/core/net/server-url.ts';

const problems = serverUrlProblems('https://example.com');

const problemsOf = (text: string) =>
  serverUrlField(problems)
    .safeParse(text)
    .error?.issues.map(({ message }) => message);

describe('the address of a server', () => {
  it.each(['https://example.com', ' https://example.com:8443/a ', 'http://127.0.0.1:9', 'http://[::1]/'])(
    'is accepted: %j',
    (text) => {
      expect(problemsOf(text)).toBeUndefined();
    },
  );

  it.each([
    ['example', 'not-a-url'],
    ['ftp://example.com', 'not-a-url'],
    ['https://user@example.com', 'credentials'],
    ['https://:password@example.com', 'credentials'],
    ['https://example.com/?a', 'query'],
    ['https://example.com/#a', 'query'],
    ['http://example.com', 'plain-http'],
    ['http://127.0.0.1.example.com', 'plain-http'],
  ] as const)('is refused: %s is %s', (text, problem) => {
    expect(problemsOf(text)).toEqual([problems[problem]]);
  });
});

describe('a JSON object', () => {
  it('is parsed', () => {
    expect(parseJsonObject('{"a":[1]}')).toEqual({ a: [1] });
  });

  it.each(['', '{', 'null', '[]', '"a"', '1'])('is not: %j', (text) => {
    expect(parseJsonObject(text)).toBeUndefined();
  });
});
