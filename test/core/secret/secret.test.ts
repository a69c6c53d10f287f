import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret/secret.ts';

const value = 'sk-0123456789-abcdef';
const secret = new Secret(value);

describe('a secret', () => {
  const ways: Readonly<Record<string, () => unknown>> = {
    'a template': () => `${secret}`,
    concatenation: () => `key ${secret as unknown as string}`,
    String: () => String(secret),
    JSON: () => JSON.stringify({ secret, nested: [secret] }),
    inspection: () => inspect(secret),
    'deep inspection': () => inspect({ a: { b: [secret] } }, { depth: 9, showHidden: true, showProxy: true }),
    'format as text': () => format('%s', secret),
    'format as object': () => format('%o %O %j', secret, secret, secret),
    'its keys': () => Object.keys(secret).join() + Object.getOwnPropertyNames(secret).join(),
    'its symbols': () => Object.getOwnPropertySymbols(secret).map(String).join(),
    'its entries': () => Object.entries(secret).flat().join(),
    'a spread': () => JSON.stringify({ ...secret }),
    'Object.assign': () => inspect(Object.assign({}, secret)),
    joining: () => [secret, secret].join(),
    'an error': () => inspect(new Error(`refused ${secret}`, { cause: secret })),
    'its type': () => Object.prototype.toString.call(secret),
    'its locale text': () => secret.toLocaleString(),
    'a number': () => String(Number(secret)),
    'a map': () => inspect(new Map([[secret, secret]])),
    'a URL': () => new URLSearchParams({ key: secret as unknown as string }).toString(),
  };

  it.each(Object.keys(ways))('does not show in %s', (way) => {
    expect(String(ways[way]?.())).not.toContain(value);
  });

  it('prints as [secret]', () => {
    expect([`${secret}`, JSON.stringify(secret), inspect(secret)]).toEqual([
      '[secret]',
      '"[secret]"',
      '[secret]',
    ]);
  });

  it('loses its value when it is cloned', () => {
    expect(inspect(structuredClone(secret), { showHidden: true })).not.toContain(value);
  });

  it('returns its value only from reveal()', () => {
    expect(secret.reveal()).toBe(value);
  });

  it('reports whether it has a shape and whether a text contains it', () => {
    expect(secret.matches(/^sk-/)).toBe(true);
    expect(secret.matches(/^\d+$/)).toBe(false);
    expect(secret.isIn(`?key=${value.toUpperCase()}&x`)).toBe(true);
    expect(secret.isIn('nothing here')).toBe(false);
    const odd = new Secret('pä"ss w/+rd=');
    const bytes = Buffer.from('pä"ss w/+rd=');
    const forms = [
      bytes.toString('base64'),
      bytes.toString('base64url'),
      bytes.toString('hex').toUpperCase(),
      JSON.stringify('pä"ss w/+rd='),
      encodeURIComponent('pä"ss w/+rd=').replaceAll('%20', '+'),
    ];
    for (const form of forms) expect(odd.isIn(`seen: ${form}.`)).toBe(true);
    expect(new Secret('').isIn('anything')).toBe(false);
  });
});
