import { describe, expect, it } from 'vitest';
import { readRetryAfter } from '../../src/core/provider/retry-after.ts';
import { createBreaker, type Pass } from '../../src/http/breaker.ts';
import { createRetryBudget } from '../../src/http/budget.ts';
import { decodeBody } from '../../src/http/charset.ts';
import { backoff } from '../../src/http/retry.ts';
import { parseTarget, refusalOf } from '../../src/http/target.ts';
import { createTargetParser } from '../../src/http/target-fast.ts';

describe('Retry-After', () => {
  const now = Date.UTC(2026, 10, 20, 6, 30, 0);
  const read = (value: string, date?: string) =>
    readRetryAfter({ 'retry-after': value, ...(date !== undefined && { date }) }, now);

  it.each([
    ['0', 0],
    ['7', 7000],
    [' 7 ', 7000],
    ['-1', 0],
    ['1000000000', 300_000],
    ['soon', undefined],
    ['', undefined],
    ['1.5', undefined],
    ['1, 2', undefined],
    ['Fri, 20 Nov 2026 06:30:09 GMT', 9000],
    ['Fri, 20 Nov 2026 06:29:00 GMT', 0],
    ['Wed, 21 Oct 2099 07:28:00 GMT', 300_000],
    ['Fri, 99 Nov 2026 06:30:09 GMT', undefined],
    ['2026-11-20T06:30:09Z', undefined],
  ])('%j is parsed', (value, wanted) => {
    expect(read(value)).toBe(wanted);
  });

  it('with a date is measured from the Date header', () => {
    expect(read('Fri, 20 Nov 2026 09:00:09 GMT', 'Fri, 20 Nov 2026 09:00:00 GMT')).toBe(9000);
  });

  it('is undefined without the header', () => {
    expect(readRetryAfter({}, now)).toBeUndefined();
  });
});

describe('the pause before a retry', () => {
  it('is random up to a bound that doubles, at most two seconds', () => {
    expect([0, 1, 2, 3, 4, 9].map((retry) => backoff(retry, () => 1))).toEqual([
      200, 400, 800, 1600, 2000, 2000,
    ]);
    expect(backoff(1, () => 0.25)).toBe(100);
    expect(backoff(1, () => 0)).toBe(0);
  });
});

describe('the retry budget', () => {
  it('allows two retries of a single request', () => {
    const budget = createRetryBudget();
    budget.earn();
    expect([budget.spend(0), budget.spend(0)]).toEqual([true, true]);
  });

  it('adds at most 10 % to the load of a failing provider', () => {
    const budget = createRetryBudget();
    const minutes = 10;
    let retries = 0;
    let questions = 0;
    for (let now = 0; now < minutes * 60_000; now += 100) {
      questions += 1;
      budget.earn();
      for (let turn = 0; turn < 2; turn++) if (budget.spend(now)) retries += 1;
    }
    expect(questions).toBe(6000);
    expect(retries).toBeLessThanOrEqual(questions / 10 + 4 + 2 * minutes);
    expect(retries).toBeGreaterThan(questions / 10 - 1);
  });

  it('allows two retries a minute even if requests are rare', () => {
    const budget = createRetryBudget();
    for (let turn = 0; turn < 20; turn++) budget.spend(0);
    expect(budget.spend(59_999)).toBe(false);
    expect([budget.spend(60_000), budget.spend(60_000), budget.spend(60_000)]).toEqual([true, true, false]);
  });
});

describe('the breaker', () => {
  const play = (outcomes: string, every = 0) => {
    const breaker = createBreaker();
    let now = 0;
    for (const outcome of outcomes) {
      const pass = breaker.enter(now);
      if (pass.kind === 'pass')
        breaker.leave(now, pass, outcome === '+' ? 'good' : outcome === '-' ? 'bad' : 'void');
      now += every;
    }
    return { breaker, now };
  };
  const isOpen = (outcomes: string, every?: number) => {
    const { breaker, now } = play(outcomes, every);
    return breaker.enter(now).kind === 'wait';
  };

  it.each([
    ['----', false],
    ['-----', true],
    ['----+----', false],
    ['--0-0--', true],
    ['00000000000', false],
    ['+-+-+-+-+', false],
    ['+-+-+-+-+-', true],
    ['++++++----++--', false],
    ['++-+-++--+-++--', false],
  ])('after %s is open: %s', (outcomes, wanted) => {
    expect(isOpen(outcomes)).toBe(wanted);
  });

  it('ignores failures older than a minute', () => {
    expect(isOpen('+-+-+-+-+-', 15_000)).toBe(false);
    expect(isOpen('+-+-+-+-+-', 2000)).toBe(true);
  });

  it('passes one probe every thirty seconds and closes after a successful one', () => {
    const { breaker } = play('-----');
    expect(breaker.enter(29_999)).toEqual({ kind: 'wait', millis: 1 });
    const probe = breaker.enter(30_000) as Pass;
    expect(probe).toEqual({ kind: 'pass', probe: true });
    expect(breaker.enter(30_000)).toEqual({ kind: 'wait', millis: 30_000 });
    breaker.leave(31_000, probe, 'bad');
    expect(breaker.enter(59_999).kind).toBe('wait');
    const second = breaker.enter(60_000) as Pass;
    breaker.leave(60_500, second, 'good');
    expect(breaker.enter(60_500)).toEqual({ kind: 'pass', probe: false });
    expect(breaker.enter(60_500)).toEqual({ kind: 'pass', probe: false });
  });

  it('passes another probe after one without a result', () => {
    const { breaker } = play('-----');
    breaker.leave(30_500, breaker.enter(30_000) as Pass, 'void');
    expect(breaker.enter(30_500)).toEqual({ kind: 'pass', probe: true });
  });

  it('is not closed by the answer to a request sent before it opened', () => {
    const breaker = createBreaker();
    const passes = Array.from({ length: 6 }, () => breaker.enter(0) as Pass);
    for (const pass of passes.slice(0, 5)) breaker.leave(1, pass, 'bad');
    breaker.leave(2, passes[5] as Pass, 'good');
    expect(breaker.enter(3).kind).toBe('wait');
  });

  it('sends a dead endpoint at most one request every thirty seconds', () => {
    const breaker = createBreaker();
    let asked = 0;
    for (let now = 0; now < 600_000; now += 100) {
      const pass = breaker.enter(now);
      if (pass.kind === 'wait') continue;
      asked += 1;
      breaker.leave(now, pass, 'bad');
    }
    expect(asked).toBe(5 + 19);
  });
});

describe('a body', () => {
  const latin = Buffer.from('caf\u00e9', 'latin1');

  it('is decoded by its declared charset, as UTF-8, or else as ISO-8859-1', () => {
    expect(decodeBody(Buffer.from('café ₹'), 'application/json')).toBe('café ₹');
    expect(decodeBody(Buffer.from('café ₹'), undefined)).toBe('café ₹');
    expect(decodeBody(latin, 'text/html; charset=ISO-8859-1')).toBe('café');
    expect(decodeBody(latin, 'text/html; charset="windows-1252"')).toBe('café');
    expect(decodeBody(latin, 'application/json; charset=utf-8')).toBe('café');
    expect(decodeBody(Buffer.alloc(0), undefined)).toBe('');
  });
});

describe('a target', () => {
  it('has an endpoint that does not depend on the numbers in its path', () => {
    expect(parseTarget('https://api.test:8443/v1/wallets/101?page=2#x')).toEqual({
      origin: 'https://api.test:8443',
      path: '/v1/wallets/101?page=2',
      endpoint: '/v#/wallets/#',
    });
  });

  it.each([
    ['https://api.test', undefined],
    ['http://localhost:8091', undefined],
    ['http://127.0.0.1:8091', undefined],
    ['http://[::1]:8091', undefined],
    ['https://127.1', undefined],
    ['http://api.test', 'tls'],
    ['http://localhost.evil.test', 'tls'],
    ['http://127.0.0.1.evil.test', 'tls'],
    ['http://10.0.0.1', 'tls'],
    ['https://10.0.0.1', 'unreachable'],
    ['https://172.16.0.1', 'unreachable'],
    ['https://192.168.1.1', 'unreachable'],
    ['https://100.64.0.1', 'unreachable'],
    ['https://169.254.169.254', 'unreachable'],
    ['https://0xa9fea9fe', 'unreachable'],
    ['https://0.0.0.0', 'unreachable'],
    ['https://[::]', 'unreachable'],
    ['https://[::ffff:10.0.0.1]', 'unreachable'],
    ['https://[fd00::1]', 'unreachable'],
    ['https://[fe80::1]', 'unreachable'],
    ['https://8.8.8.8', undefined],
  ])('%s is rejected as %s', (url, wanted) => {
    expect(refusalOf(parseTarget(url).origin)).toBe(wanted);
  });

  it.each(['', 'api.test', 'ftp://api.test/', 'file:///etc/passwd', 'https://'])(
    '%j is not a target',
    (url) => {
      expect(() => parseTarget(url)).toThrow('unreachable');
    },
  );

  it('is the same from the cache, also after it was emptied', () => {
    const parseCached = createTargetParser();
    const urls = Array.from(
      { length: 100 },
      (_, index) => `https://api.test/v1/wallets/${index}?page=${index}`,
    );
    for (const url of [...urls, ...urls]) expect(parseCached(url)).toEqual(parseTarget(url));
    expect(() => parseCached('ftp://api.test/')).toThrow('unreachable');
  });
});
